namespace CcatOps.TestBed.Processes;

/// <summary>The POSIX signals that tests send, with Linux's numbers.</summary>
public enum Signal
{
    /// <summary>PostgreSQL: fast shutdown.</summary>
    Interrupt = 2,

    /// <summary>PostgreSQL: immediate shutdown.</summary>
    Quit = 3,

    /// <summary>Ends a process with nothing written or said.</summary>
    Kill = 9,

    /// <summary>Asks a process to end.</summary>
    Terminate = 15,

    /// <summary>Lets a frozen process go on.</summary>
    Continue = 18,

    /// <summary>Freezes a process where it is.</summary>
    Stop = 19,
}
