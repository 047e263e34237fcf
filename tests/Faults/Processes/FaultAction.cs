namespace CcatOps.Faults.Processes;

/// <summary>The action of a process at a fault point.</summary>
internal enum FaultAction
{
    /// <summary>SIGKILL.</summary>
    Kill,

    /// <summary>SIGSTOP.</summary>
    Freeze,

    /// <summary>Stays there until it is let go.</summary>
    Wait,
}
