namespace CcatOps.TestBed.Processes;

/// <summary>The command line and environment of a child process.</summary>
public sealed record ChildCommand(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>The whole environment of the child; null hands on the one of this process.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>The working directory of the child; null: that of this process.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The account that the child runs under, with a group of the same name; null: the one of this process.</summary>
    public string? User { get; init; }

    /// <summary>The signal that the kernel sends to the child when this process dies: Kill or Quit.</summary>
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
