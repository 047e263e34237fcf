using System.Collections.Immutable;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Writes;

/// <summary>A handler's request to the router.</summary>
/// <param name="Operation">Which operation, and so which type.</param>
/// <param name="Request">The client's request; two whose canonical JSON is equal are the same request.</param>
/// <param name="Changes">The rows to change, in order.</param>
/// <param name="Entities">The records whose order this write must keep.</param>
public sealed record Write(Operation Operation, object Request, ImmutableArray<Change> Changes, ImmutableArray<string> Entities)
{
    /// <summary>Names that no other write of this site may take, such as ids made by the client.</summary>
    public ImmutableArray<string> Claims { get; init; } = [];

    public BufferRoom Room { get; init; }

    internal string Hash() => RequestHash.Of(Operation.Name, Request);

    /// <summary>Whether an earlier transaction was made by the same request, also where an earlier version has stored its hash.</summary>
    internal bool IsRepetitionOf(Transaction earlier, string hash) =>
        earlier.RequestHash == hash || earlier.RequestHash == RequestHash.OfSpelling(Operation.Name, Request);
}
