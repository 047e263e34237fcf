namespace CcatOps.Infrastructure.Buffering;

/// <summary>The content that Redis must have to hold all that the journal holds.</summary>
internal interface IJournalMark
{
    /// <summary>The journal's id.</summary>
    string Id { get; }

    /// <summary>The greatest sequence in the journal.</summary>
    long Greatest { get; }
}
