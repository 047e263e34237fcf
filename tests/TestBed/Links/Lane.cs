using System.Diagnostics;

namespace CcatOps.TestBed.Links;

/// <summary>One direction of a delay line: what all its connections share.</summary>
internal sealed class Lane
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(5);
    private readonly Lock _gate = new();
    private long _freeAt;
    private long _forwarded;
    private ArmedCut? _armed;

    public TimeSpan Delay { get; set; }

    public TimeSpan Jitter { get; set; }

    public long? BytesPerSecond { get; set; }

    /// <summary>Swallows what comes.</summary>
    public bool Silent { get; set; }

    public Action<ReadOnlyMemory<byte>>? Recorder { get; set; }

    public long Forwarded => Volatile.Read(ref _forwarded);

    public ArmedCut? Armed => Volatile.Read(ref _armed);

    public void Arm(ArmedCut? cut) => Volatile.Write(ref _armed, cut);

    public bool Disarm(ArmedCut cut) => Interlocked.CompareExchange(ref _armed, null, cut) == cut;

    public void Count(int bytes) => Interlocked.Add(ref _forwarded, bytes);

    /// <summary>How much to read at once: with a cap, what passes in some milliseconds, so that the flow stays even.</summary>
    public int ReadSize(int largest) =>
        BytesPerSecond is { } cap ? (int)Math.Clamp((long)(cap * Slice.TotalSeconds), 256, largest) : largest;

    /// <summary>Takes the lane for some bytes, after all that took it before, and returns the moment when the last of them is on its way.</summary>
    public long Take(int bytes, long from)
    {
        if (BytesPerSecond is not { } cap)
            return from;
        lock (_gate)
            return _freeAt = Math.Max(_freeAt, from) + (long)((double)bytes / cap * Stopwatch.Frequency);
    }

    /// <summary>How long a chunk travels.</summary>
    public long TravelTicks()
    {
        var jitter = Jitter;
        return PreciseTimer.Ticks(jitter > TimeSpan.Zero ? Delay + jitter * Random.Shared.NextDouble() : Delay);
    }
}
