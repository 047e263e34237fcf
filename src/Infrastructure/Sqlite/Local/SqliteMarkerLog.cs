using System.Text.Json;
using CcatOps.Application.Reads;
using CcatOps.Application.Serialization;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Sql;
using CcatOps.Infrastructure.Sqlite.Main;

namespace CcatOps.Infrastructure.Sqlite.Local;

/// <summary>Transactions by their markers.</summary>
internal sealed class SqliteMarkerLog(SqliteLocalDatabase database) : ITransactionLog
{
    private const string Select =
        """
        select transaction_id as id, site_name, sequence, operation, entities, principal, request_hash, accepted_at, applied_at
        from applied_transaction
        """;

    public async Task<TransactionRecord?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await database.QueryAsync<Marker>(
            $"{Select} where transaction_id = @Id", new { Id = SqliteMainValues.Text(id) }, cancellationToken) is [var marker]
            ? marker.ToRecord()
            : null;

    public async Task<IReadOnlyList<TransactionRecord>> FindAllAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
    [
        .. (await database.QueryAsync<Marker>(
            $"{Select} where transaction_id in (select value from json_each(@Ids))", new { Ids = SqliteMainValues.List(ids.Select(id => SqliteMainValues.Text(id)!).ToArray()) }, cancellationToken))
            .Select(marker => marker.ToRecord()),
    ];

    public async Task<TransactionPage> ListAsync(
        TransactionFilter filter,
        string? cursor,
        int limit,
        CancellationToken cancellationToken)
    {
        if (filter.States.Count > 0 && !filter.States.Contains(TransactionState.Replicated))
            return new TransactionPage([], null);

        var after = cursor is null ? null : Cursors.Decode<Place>(cursor);
        var conditions = new Conditions()
            .When(filter.Operations.Count > 0, "operation in (select value from json_each(@Operations))")
            .When(filter.Entities.Count > 0, AnyEntity)
            .When(filter.MinAcceptedAt is not null, "accepted_at >= @MinAcceptedAt")
            .When(filter.MaxAcceptedAt is not null, "accepted_at < @MaxAcceptedAt")
            .When(after is not null, "(applied_at, transaction_id) < (@AppliedAt, @Id)");
        var found = await database.QueryAsync<Marker>(
            $"{Select} {conditions} order by applied_at desc, transaction_id desc limit @Limit",
            new
            {
                Operations = SqliteMainValues.List(filter.Operations),
                Entities = SqliteMainValues.List(filter.Entities),
                MinAcceptedAt = SqliteMainValues.Text(filter.MinAcceptedAt),
                MaxAcceptedAt = SqliteMainValues.Text(filter.MaxAcceptedAt),
                AppliedAt = SqliteMainValues.Text(after?.AppliedAt),
                Id = after is { Id: var id } ? SqliteMainValues.Text(id) : null,
                Limit = limit + 1,
            },
            cancellationToken);
        var items = found.Take(limit).ToArray();
        var next = found.Count > limit ? Cursors.Encode(new Place(items[^1].AppliedAt, items[^1].Id)) : null;
        return new TransactionPage([.. items.Select(marker => marker.ToRecord())], next);
    }

    private const string AnyEntity =
        """
        exists (
            select 1 from json_each(entities) held join json_each(@Entities) wanted on held.value = wanted.value)
        """;

    private sealed record Place(DateTimeOffset AppliedAt, Guid Id);

    private sealed record Marker
    {
        public required Guid Id { get; init; }
        public required string SiteName { get; init; }
        public long? Sequence { get; init; }
        public required string Operation { get; init; }
        public required string Entities { get; init; }
        public required string Principal { get; init; }
        public required string RequestHash { get; init; }
        public required DateTimeOffset AcceptedAt { get; init; }
        public required DateTimeOffset AppliedAt { get; init; }

        public TransactionRecord ToRecord() => new()
        {
            Id = Id,
            State = TransactionState.Replicated,
            Operation = Operation,
            SiteName = SiteName,
            Principal = Principal,
            Entities = JsonSerializer.Deserialize<string[]>(Entities, WireJson.Options)!,
            Sequence = Sequence,
            AcceptedAt = AcceptedAt,
            RequestHash = RequestHash,
            Times = new Dictionary<TransactionState, DateTimeOffset> { [TransactionState.Committed] = AppliedAt },
        };
    }
}
