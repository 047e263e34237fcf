namespace CcatOps.TestBed.Processes;

/// <summary>What a child process is started with.</summary>
public sealed record ChildCommand(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>The whole environment of the child; null hands on the one of this process.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Where the child starts; null: where this process is.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The account that the child runs under, with a group of the same name; null: the one of this process.</summary>
    public string? User { get; init; }

    /// <summary>What the kernel sends to the child when this process dies, however it dies: Kill or Quit.</summary>
    public Signal SignalWhenOrphaned { get; init; } = Signal.Kill;

    internal IEnumerable<string> AsOrphanSafe()
    {
        // The signal is set after the account: the kernel forgets it when the account changes.
        yield return "--pdeathsig";
        yield return SignalWhenOrphaned.ToString().ToUpperInvariant();
        if (User is not null)
        {
            yield return $"--reuid={User}";
            yield return $"--regid={User}";
            yield return "--clear-groups";
        }

        yield return "--";
        yield return Program;
        foreach (var argument in Arguments)
            yield return argument;
    }
}
