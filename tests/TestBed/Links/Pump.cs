using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace CcatOps.TestBed.Links;

/// <summary>
/// Carries the bytes of one connection in one direction. Each chunk is stamped when it is read and written when it is due, so many can be
/// on their way at once.
/// </summary>
internal sealed class Pump(Socket from, Socket to, Lane lane, LineConnection connection)
{
    private const int ChunkSize = 128 * 1024;
    private const long MostOnTheWay = 64L * 1024 * 1024;
    private readonly Channel<Chunk> _way = Channel.CreateUnbounded<Chunk>(new() { SingleReader = true, SingleWriter = true });
    private long _onTheWay;
    private byte[] _seen = [];

    /// <summary>Bytes were swallowed, so nothing that comes after them may go through: it would be a stream with a hole.</summary>
    public bool Lost { get; private set; }

    /// <summary>Set just before a cut in the other direction, so that no answer slips through.</summary>
    public bool Muted { get; set; }

    public Task RunAsync(long notBefore) => Task.WhenAll(ReadAsync(notBefore), WriteAsync());

    private async Task ReadAsync(long notBefore)
    {
        var buffer = new byte[ChunkSize];
        var due = 0L;
        try
        {
            while (true)
            {
                var read = await from.ReceiveAsync(buffer.AsMemory(0, lane.ReadSize(ChunkSize)));
                var sent = lane.Take(read, Math.Max(Stopwatch.GetTimestamp(), notBefore));
                due = Math.Max(due, sent + lane.TravelTicks());
                if (read == 0)
                {
                    _way.Writer.TryWrite(Chunk.End(due));
                    break;
                }

                var copy = ArrayPool<byte>.Shared.Rent(read);
                buffer.AsSpan(0, read).CopyTo(copy);
                Interlocked.Add(ref _onTheWay, read);
                _way.Writer.TryWrite(new(copy, read, due));
                await WaitForRoomAsync(sent);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            _way.Writer.TryWrite(Chunk.ResetAt(Math.Max(due, Stopwatch.GetTimestamp() + lane.TravelTicks())));
        }

        _way.Writer.Complete();
    }

    private async Task WaitForRoomAsync(long sent)
    {
        if (lane.BytesPerSecond is not null)
            await PreciseTimer.UntilAsync(sent);
        while (Interlocked.Read(ref _onTheWay) > MostOnTheWay)
            await PreciseTimer.UntilAsync(Stopwatch.GetTimestamp() + PreciseTimer.Ticks(TimeSpan.FromMilliseconds(1)));
    }

    private async Task WriteAsync()
    {
        await foreach (var chunk in _way.Reader.ReadAllAsync())
        {
            await PreciseTimer.UntilAsync(chunk.Due);
            try
            {
                await DeliverAsync(chunk);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                connection.Abort();
            }

            if (chunk.Length > 0)
            {
                Interlocked.Add(ref _onTheWay, -chunk.Length);
                ArrayPool<byte>.Shared.Return(chunk.Buffer);
            }
        }
    }

    private async Task DeliverAsync(Chunk chunk)
    {
        Lost |= lane.Silent;
        if (Lost || Muted)
            return;
        if (chunk.IsReset)
            connection.Abort();
        else if (chunk.IsEnd)
            to.Shutdown(SocketShutdown.Send);
        else if (lane.Armed is { } cut && CutPoint(cut, chunk.Bytes) is >= 0 and var pass && lane.Disarm(cut))
            await CutAsync(cut, chunk.Bytes[..pass]);
        else
            await SendAsync(chunk.Bytes);
    }

    private int CutPoint(ArmedCut cut, ReadOnlyMemory<byte> bytes)
    {
        byte[] window = [.. _seen, .. bytes.Span];
        _seen = window[^Math.Min(window.Length, ArmedCut.Window)..];
        return cut.PassBeforeCut(window, bytes.Length);
    }

    private async Task CutAsync(ArmedCut cut, ReadOnlyMemory<byte> last)
    {
        connection.Mute();
        await SendAsync(last);
        await connection.DeliveredAsync(to);
        connection.CutNow(cut);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        lane.Recorder?.Invoke(bytes);
        while (bytes.Length > 0)
        {
            var sent = await to.SendAsync(bytes);
            lane.Count(sent);
            bytes = bytes[sent..];
        }
    }
}
