namespace CcatOps.TestBed;

/// <summary>A cut that waits for its moment: a number of bytes, or a sight of certain bytes. It happens once.</summary>
public sealed class ArmedCut
{
    internal const int PassAll = -1;
    internal const int Window = 64;
    private readonly TaskCompletionSource _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<ReadOnlyMemory<byte>, int, int> _passBeforeCut;

    private ArmedCut(Func<ReadOnlyMemory<byte>, int, int> passBeforeCut, bool stayCut) => (_passBeforeCut, StayCut) = (passBeforeCut, stayCut);

    /// <summary>Ends when the connections have been reset.</summary>
    public Task Happened => _happened.Task;

    internal bool StayCut { get; }

    internal static ArmedCut After(long bytes, bool stayCut)
    {
        var left = bytes;
        return new(
            (window, chunk) =>
            {
                if (left > chunk)
                {
                    left -= chunk;
                    return PassAll;
                }

                return (int)left;
            },
            stayCut);
    }

    internal static ArmedCut When(Func<ReadOnlySpan<byte>, bool> seen, CutMoment moment, bool stayCut) =>
        new((window, chunk) => !seen(window.Span) ? PassAll : moment == CutMoment.AfterForwarding ? chunk : 0, stayCut);

    /// <summary>How many bytes of the chunk go through before the cut, or <see cref="PassAll"/> when this is not the moment.</summary>
    /// <param name="window">The chunk, with the last bytes before it on the same connection in front.</param>
    /// <param name="chunk">The size of the chunk.</param>
    internal int PassBeforeCut(ReadOnlyMemory<byte> window, int chunk)
    {
        lock (_happened)
            return _passBeforeCut(window, chunk);
    }

    internal void HasHappened() => _happened.TrySetResult();
}
