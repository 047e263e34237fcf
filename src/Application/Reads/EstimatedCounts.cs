using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Records;

namespace CcatOps.Application.Reads;

/// <summary>
/// Counts of rows of the local database that may be a little old. Each holds for one version of the overlay: a row that leaves
/// the overlay because the database shows it makes a new version, so none falls between the overlay and an older count.
/// </summary>
public sealed class EstimatedCounts(ICache cache)
{
    /// <summary>How old an estimate may be.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    /// <param name="version">That of the overlay whose rows the count leaves out; null: it leaves out none.</param>
    /// <param name="filter">Which rows.</param>
    /// <param name="countAsync">Counts where no estimate is kept.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<long> GetAsync<TRecord>(
        OverlayVersion? version, RecordFilter<TRecord> filter, Func<Task<long>> countAsync, CancellationToken cancellationToken)
        where TRecord : StoredRecord
    {
        var key = $"count:{RecordType<TRecord>.Table.Name}:{version?.History}:{version?.Number}:{Digest(filter)}";
        if (await cache.GetAsync(key, cancellationToken) is { Length: sizeof(long) } kept)
            return BinaryPrimitives.ReadInt64BigEndian(kept);

        var count = await countAsync();
        var value = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(value, count);
        await cache.SetAsync(key, value, Lifetime, cancellationToken);
        return count;
    }

    /// <summary>Filters are as long as clients like; keys are not.</summary>
    private static string Digest<TRecord>(RecordFilter<TRecord> filter)
        where TRecord : StoredRecord
    {
        var conditions = filter.Conditions.Select(condition => new { condition.Field.Name, Values = (object)condition.Values });
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(conditions, WireJson.Options)));
    }
}
