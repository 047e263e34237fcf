using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using CcatOps.Infrastructure.Journal;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>
/// The log of a site with a journal. While Redis is unavailable it reads the transactions that are not final from the journal, and others
/// by their markers.
/// </summary>
internal sealed class JournaledTransactionLog(ITransactionLog log, ITransactionLog markers, IRecoverableBuffer buffer, JournalGuard guard)
    : ITransactionLog
{
    public Task<TransactionRecord?> FindAsync(Guid id, CancellationToken cancellationToken) => guard.UseAsync(
        async () =>
        {
            if (await log.FindAsync(id, cancellationToken) is { } found)
                return found;

            // Unknown, or lost a moment ago.
            await buffer.FindLowestPendingAsync();
            return null;
        },
        async alone => alone.Find(id) is { } waiting ? Record(waiting) : await markers.FindAsync(id, cancellationToken),
        cancellationToken);

    public async Task<TransactionPage> ListAsync(TransactionFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        try
        {
            if (guard.Alone is null)
                return await log.ListAsync(filter, cursor, limit, cancellationToken);
        }
        catch (BufferUnavailableException) when (guard.Alone is not null)
        {
            // It became unavailable meanwhile.
        }

        return guard.Alone is { } alone
            ? Page(alone, filter, cursor, limit)
            : await log.ListAsync(filter, cursor, limit, cancellationToken);
    }

    private static TransactionPage Page(AloneBuffer alone, TransactionFilter filter, string? cursor, int limit)
    {
        var before = cursor is null ? long.MaxValue : Cursors.Decode<Place>(cursor).Sequence;
        var found = alone.Known.Reverse()
            .Where(entry => entry.Sequence < before).Select(Record).Where(filter.Matches).Take(limit + 1).ToArray();
        var items = found.Take(limit).ToArray();
        return new TransactionPage(items, found.Length > limit ? Cursors.Encode(new Place(items[^1].Sequence!.Value)) : null);
    }

    private static TransactionRecord Record(JournaledTransaction known) => new()
    {
        Id = known.Id,
        State = known.State,
        Operation = known.Transaction.Operation,
        SiteName = known.Transaction.SiteName,
        Principal = known.Transaction.Principal,
        Entities = known.Transaction.Entities,
        Sequence = known.Sequence,
        AcceptedAt = known.Transaction.AcceptedAt,
        Times = known.IsDirect
            ? new Dictionary<TransactionState, DateTimeOffset>()
            : new Dictionary<TransactionState, DateTimeOffset> { [TransactionState.Buffered] = known.Transaction.AcceptedAt },
        Lsn = known.Lsn,
        LastError = known.Error,
    };

    private sealed record Place(long Sequence);
}
