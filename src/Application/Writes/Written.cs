using System.Collections.Immutable;

namespace CcatOps.Application.Writes;

/// <summary>The answer to a write: the record as it stands now, and what the client should know besides.</summary>
public sealed record Written<TRecord>(TRecord Record, ImmutableArray<string> Warnings)
{
    /// <summary>Whether an earlier request has written the record.</summary>
    public bool IsRepetition { get; init; }
}
