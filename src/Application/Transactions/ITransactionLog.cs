using CcatOps.Application.Errors;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Transactions;

/// <summary>
/// Reads this site's transactions: the buffer's records at a secondary site, the markers at a main site. All members throw <see
/// cref="BufferUnavailableException"/> or <see cref="LocalDatabaseUnavailableException"/>.
/// </summary>
public interface ITransactionLog
{
    Task<TransactionRecord?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Those that are known among some.</summary>
    async Task<IReadOnlyList<TransactionRecord>> FindAllAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var found = new List<TransactionRecord>();
        foreach (var id in ids)
        {
            if (await FindAsync(id, cancellationToken) is { } record)
                found.Add(record);
        }

        return found;
    }

    /// <summary>
    /// The newest first, beginning after a cursor. A page may hold fewer than asked for and still have a next one: how many
    /// records one call looks at is bounded.
    /// </summary>
    Task<TransactionPage> ListAsync(TransactionFilter filter, string? cursor, int limit, CancellationToken cancellationToken);
}

public sealed record TransactionPage(IReadOnlyList<TransactionRecord> Items, string? Next);

/// <summary>Which transactions a list holds. An empty collection means any; <c>Min</c> is inclusive, <c>Max</c> exclusive.</summary>
public sealed record TransactionFilter
{
    public IReadOnlyCollection<TransactionState> States { get; init; } = [];
    public IReadOnlyCollection<string> Operations { get; init; } = [];
    public IReadOnlyCollection<string> Entities { get; init; } = [];
    public DateTimeOffset? MinAcceptedAt { get; init; }
    public DateTimeOffset? MaxAcceptedAt { get; init; }

    public bool Matches(TransactionRecord record) =>
        (States.Count == 0 || States.Contains(record.State))
        && (Operations.Count == 0 || Operations.Contains(record.Operation))
        && (Entities.Count == 0 || Entities.Intersect(record.Entities).Any())
        && (MinAcceptedAt is not { } min || record.AcceptedAt >= min)
        && (MaxAcceptedAt is not { } max || record.AcceptedAt < max);
}
