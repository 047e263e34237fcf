namespace CcatOps.Domain.Status;

/// <summary>How much a fact about a site asks of a person.</summary>
public enum Severity
{
    /// <summary>Nothing.</summary>
    Ok,

    /// <summary>Patience: it passes by itself.</summary>
    Waiting,

    /// <summary>A person has to act.</summary>
    Attention,
}
