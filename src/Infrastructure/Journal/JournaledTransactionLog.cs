using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Redis;

namespace CcatOps.Infrastructure.Journal;

/// <summary>
/// The log of a site with a journal. While Redis is away it knows what waits, from the journal, and what the markers tell.
/// </summary>
internal sealed class JournaledTransactionLog(ITransactionLog log, ITransactionLog markers, RedisConnection redis, JournalGuard guard)
    : ITransactionLog
{
    public Task<TransactionRecord?> FindAsync(Guid id, CancellationToken cancellationToken) => guard.UseAsync(
        async () =>
        {
            if (await log.FindAsync(id, cancellationToken) is { } found)
                return found;

            // Unknown, or lost a moment ago.
            await redis.EvaluateCompleteAsync(RedisScripts.LowestPending);
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
            // It went away meanwhile.
        }

        return guard.Alone is { } alone
            ? Page(alone, filter, cursor, limit)
            : await log.ListAsync(filter, cursor, limit, cancellationToken);
    }

    private static TransactionPage Page(AloneBuffer alone, TransactionFilter filter, string? cursor, int limit)
    {
        var before = cursor is null ? long.MaxValue : Cursors.Decode<Place>(cursor).Sequence;
        var found = alone.Waiting.Reverse()
            .Where(entry => entry.Sequence < before).Select(Record).Where(filter.Matches).Take(limit + 1).ToArray();
        var items = found.Take(limit).ToArray();
        return new TransactionPage(items, found.Length > limit ? Cursors.Encode(new Place(items[^1].Sequence!.Value)) : null);
    }

    private static TransactionRecord Record(BufferedTransaction waiting) => new()
    {
        Id = waiting.Transaction.Id,
        State = TransactionState.Buffered,
        Operation = waiting.Transaction.Operation,
        SiteName = waiting.Transaction.SiteName,
        Principal = waiting.Transaction.Principal,
        Entities = waiting.Transaction.Entities,
        Sequence = waiting.Sequence,
        AcceptedAt = waiting.Transaction.AcceptedAt,
        Times = new Dictionary<TransactionState, DateTimeOffset> { [TransactionState.Buffered] = waiting.Transaction.AcceptedAt },
    };

    private sealed record Place(long Sequence);
}
