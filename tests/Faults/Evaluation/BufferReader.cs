using StackExchange.Redis;

namespace CcatOps.Faults.Evaluation;

/// <summary>Looks into a site's Redis by the documented names of its keys.</summary>
internal static class BufferReader
{
    public static async Task<BufferContents> ReadAsync(string connectionString, string site, IReadOnlyCollection<Guid> transactions)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(connectionString);
        return await ReadAsync(redis.GetDatabase(), site, transactions);
    }

    public static async Task<BufferContents> ReadAsync(IDatabase database, string site, IReadOnlyCollection<Guid> transactions)
    {
        var prefix = $"site:{site}:";
        var states = new Dictionary<Guid, string>();
        foreach (var batch in transactions.Chunk(1_000))
        {
            var read = await Task.WhenAll(batch.Select(id => database.HashGetAsync($"{prefix}transaction:{id}", "state")));
            foreach (var (id, state) in batch.Zip(read).Where(pair => pair.Second.HasValue))
                states[id] = state!;
        }

        return new()
        {
            Buffered = Ids(await database.ListRangeAsync(prefix + "transaction_buffer")),
            Failed = Ids(await database.SortedSetRangeByRankAsync(prefix + "failed_transactions")),
            Parked = Ids(await database.SortedSetRangeByRankAsync(prefix + "parked_transactions")),
            Unconfirmed = Ids(await database.SortedSetRangeByRankAsync(prefix + "unconfirmed_transactions")),
            NamesJournal = await IsCompleteAsync(database, site),
            States = states,
        };
    }

    /// <summary>Whether Redis says that it holds all that the journal holds; during a rebuilding it says that instead.</summary>
    public static async Task<bool> IsCompleteAsync(IDatabase database, string site) =>
        await database.StringGetAsync($"site:{site}:journal") is { IsNull: false } named
        && !named.ToString().StartsWith("rebuilding", StringComparison.Ordinal);

    private static Guid[] Ids(RedisValue[] values) => [.. values.Select(value => Guid.Parse((string)value!))];
}
