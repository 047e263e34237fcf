using CcatOps.Application.Errors;
using CcatOps.Application.Serialization;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>Finds what is in a transaction that cannot be read in Redis.</summary>
internal sealed class RedisBodies(RedisConnection redis, IShownTransactions shown, IJournaledBodies? journal = null)
{
    /// <summary>Restores what holds a claim and is not in Redis, or cannot be read there.</summary>
    /// <param name="id">The holder.</param>
    /// <param name="repetition">The write that may repeat it.</param>
    /// <exception cref="ConflictException">It cannot be restored, so nobody knows whether this is a repetition.</exception>
    /// <exception cref="LocalDatabaseUnavailableException">The replica shows it, and cannot be reached.</exception>
    public async Task<Transaction> FindHolderAsync(Guid id, Transaction repetition)
    {
        if (await RecoverAsync(id, CancellationToken.None) is { } journaled)
            return journaled;
        var isReleased = (await ReadAsync(id)).GetValueOrDefault("state") == WireNames.Of(TransactionState.Replicated);
        return !isReleased
            ? throw StoredTransaction.UnreadableHolder(id)
            : await shown.FindAsync(id, repetition, CancellationToken.None) ?? throw StoredTransaction.LostHolder(id);
    }

    /// <summary>Takes it from the journal, and puts it back into Redis unless that has released it.</summary>
    /// <returns>Null: the journal does not have it.</returns>
    /// <exception cref="BufferUnavailableException">Redis cannot be reached or refuses.</exception>
    public async Task<Transaction?> RecoverAsync(Guid id, CancellationToken cancellationToken)
    {
        if (journal is null)
            return null;
        var held = await ReadAsync(id);
        if (await journal.FindAsync((long)held.GetValueOrDefault("sequence", 0), id, cancellationToken) is not { } found)
            return null;
        await redis.EvaluateAsync(RedisScripts.RepairBody, id.ToString(), held.GetValueOrDefault("body", ""), redis.Seal.Seal(new PackedTransaction(found).Body));
        return found;
    }

    /// <summary>Returns the transaction, or a substitute if the journal does not have it.</summary>
    /// <exception cref="BufferUnavailableException">Redis cannot be reached or refuses.</exception>
    public async Task<Transaction> RecoverOrStandInAsync(Guid id, CancellationToken cancellationToken) =>
        await RecoverAsync(id, cancellationToken) ?? StandIn(id, await ReadAsync(id));

    private Task<IReadOnlyDictionary<string, RedisValue>> ReadAsync(Guid id) => redis.UseAsync<IReadOnlyDictionary<string, RedisValue>>(
        async database => (await database.HashGetAllAsync(redis.Keys.Transaction(id.ToString())))
            .ToDictionary(entry => (string)entry.Name!, entry => entry.Value));

    /// <summary>Returns a substitute for a transaction that cannot be read, with what else Redis knows of it.</summary>
    public static Transaction StandIn(Guid id, IReadOnlyDictionary<string, RedisValue> fields) => StoredTransaction.StandIn(
        id,
        ((string?)fields.GetValueOrDefault("entities") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        TransactionBody.ReadClaims(fields.GetValueOrDefault("claims")),
        TransactionBody.ReadTime((string?)fields.GetValueOrDefault("buffered_at") ?? (string?)fields.GetValueOrDefault("committed_at")))
    with
    {
        Operation = (string?)fields.GetValueOrDefault("operation") ?? "unknown",
    };
}
