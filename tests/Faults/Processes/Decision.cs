namespace CcatOps.Faults.Processes;

/// <summary>A person's decision about a failed transaction.</summary>
internal enum Decision
{
    /// <summary>Tries it again.</summary>
    Retry,

    /// <summary>Gives it a planned unit that main has.</summary>
    Edit,

    /// <summary>Gives it up, and what follows it.</summary>
    Discard,
}
