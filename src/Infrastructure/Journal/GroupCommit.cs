using System.Threading.Channels;

namespace CcatOps.Infrastructure.Journal;

/// <summary>One loop that writes what waits, makes it safe with one fsync and then answers all who waited for it.</summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    private const long LargestGroupBytes = 4 << 20;

    private readonly Channel<Append> waiting = Channel.CreateUnbounded<Append>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Action<IReadOnlyList<ReadOnlyMemory<byte>>, long> write;
    private readonly Task writing;
    private long flushes;

    /// <param name="write">Makes a group safe before it returns, or throws; gets the records and the sequence of the first.</param>
    public GroupCommit(Action<IReadOnlyList<ReadOnlyMemory<byte>>, long> write)
    {
        this.write = write;
        writing = Task.Run(WriteAllAsync);
    }

    public long Flushes => Interlocked.Read(ref flushes);

    public string? Fault { get; private set; }

    /// <param name="frame">The record.</param>
    /// <param name="sequence">Names the segment that begins with it.</param>
    /// <exception cref="JournalUnavailableException">It cannot be written.</exception>
    public Task AppendAsync(ReadOnlyMemory<byte> frame, long sequence)
    {
        var append = new Append(frame, sequence, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return waiting.Writer.TryWrite(append)
            ? append.Done.Task
            : Task.FromException(new JournalUnavailableException("it is closed."));
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writing;
    }

    private async Task WriteAllAsync()
    {
        var group = new List<Append>();
        while (await waiting.Reader.WaitToReadAsync())
        {
            for (long bytes = 0; bytes < LargestGroupBytes && waiting.Reader.TryRead(out var append); bytes += append.Frame.Length)
                group.Add(append);
            Write(group);
            group.Clear();
        }
    }

    private void Write(List<Append> group)
    {
        try
        {
            write(group.ConvertAll(append => append.Frame), group[0].Sequence);
            Interlocked.Increment(ref flushes);
            Fault = null;
            group.ForEach(append => append.Done.TrySetResult());
        }
#pragma warning disable CA1031 // The loop must outlive whatever the disk does; the callers get it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fault = exception.Message;
            group.ForEach(append => append.Done.TrySetException(new JournalUnavailableException(exception.Message, exception)));
        }
    }

    private sealed record Append(ReadOnlyMemory<byte> Frame, long Sequence, TaskCompletionSource Done);
}
