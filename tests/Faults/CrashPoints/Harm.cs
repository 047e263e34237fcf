namespace CcatOps.Faults.CrashPoints;

/// <summary>The action at a fault point.</summary>
internal enum Harm
{
    /// <summary>SIGKILL; another process is started on the same buffer.</summary>
    Kill,

    /// <summary>SIGSTOP until the lease has ended, then SIGCONT.</summary>
    Freeze,

    /// <summary>The link to main is cut there, and back a while later.</summary>
    CutLink,
}
