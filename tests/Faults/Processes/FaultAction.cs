namespace CcatOps.Faults.Processes;

/// <summary>What a process does to itself at a fault point.</summary>
internal enum FaultAction
{
    /// <summary>SIGKILL.</summary>
    Kill,

    /// <summary>SIGSTOP.</summary>
    Freeze,

    /// <summary>Stays there until it is let go.</summary>
    Wait,
}
