namespace CcatOps.Faults.Load;

/// <summary>The parameters of a load. The same seed makes the same choices, as far as the answers are the same.</summary>
internal sealed record LoadOptions
{
    /// <summary>Writes and nothing else, each sent once and waited for.</summary>
    public static LoadOptions Single(int seed, int writes, int telescopes = 1) => new()
    {
        Seed = seed,
        Writes = writes,
        Telescopes = telescopes,
        InvalidShare = 0,
        ReadShare = 0,
        RepeatShare = 0,
        ConcurrentRepeatShare = 0,
        Patience = TimeSpan.FromSeconds(90),
    };

    public int Seed { get; init; } = 1;

    /// <summary>How many clients write at the same time, each keeping its own order.</summary>
    public int Telescopes { get; init; } = 6;

    /// <summary>After so many writes the load ends by itself.</summary>
    public int Writes { get; init; } = int.MaxValue;

    /// <summary>Writes per second of all telescopes together; null: as fast as they are answered.</summary>
    public double? WritesPerSecond { get; init; }

    /// <summary>Share of executions of a planned unit that main does not have: those fail there, on purpose.</summary>
    public double PoisonShare { get; init; }

    /// <summary>Whether somebody discards what fails: its telescope then gives the execution up when it is refused, and does not look for it.</summary>
    public bool FailedAreDiscarded { get; init; }

    /// <summary>Whether somebody retries or edits what fails: it may then be buffered again.</summary>
    public bool FailedAreRetried { get; init; }

    /// <summary>Share of writes that are bulks of files.</summary>
    public double BulkShare { get; init; } = 1 / 6.0;

    /// <summary>Share of requests that the service has to refuse.</summary>
    public double InvalidShare { get; init; } = 0.02;

    /// <summary>Share of writes that are sent again under the same key after their answer.</summary>
    public double RepeatShare { get; init; } = 0.05;

    /// <summary>Share of writes that are sent several times at once under the same key.</summary>
    public double ConcurrentRepeatShare { get; init; } = 0.02;

    /// <summary>Share of writes after which the telescope reads what it has written.</summary>
    public double ReadShare { get; init; } = 0.3;

    /// <summary>Whether each request goes to the next process, as through a balancer; otherwise a client stays where it is answered.</summary>
    public bool TakesTurns { get; init; }

    /// <summary>After this time a request counts as unanswered, and is sent again.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);
}
