using CcatOps.Application.Reads;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>Transactions by their markers: what the main database knows of those of all sites.</summary>
internal sealed class PostgresMarkerLog(PostgresLocalDatabase database) : ITransactionLog
{
    private const string Select =
        """
        select transaction_id as id, site_name, sequence, operation, entities, principal, request_hash, accepted_at, applied_at
        from applied_transaction
        """;

    public async Task<TransactionRecord?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await database.QueryAsync<Marker>($"{Select} where transaction_id = @id", new { id }, cancellationToken) is [var marker]
            ? marker.ToRecord()
            : null;

    public async Task<IReadOnlyList<TransactionRecord>> FindAllAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
    [
        .. (await database.QueryAsync<Marker>(
            $"{Select} where transaction_id = any(@Ids)", new { Ids = ids.ToArray() }, cancellationToken))
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
            .When(filter.Operations.Count > 0, "operation = any(@Operations)")
            .When(filter.Entities.Count > 0, "entities && @Entities")
            .When(filter.MinAcceptedAt is not null, "accepted_at >= @MinAcceptedAt")
            .When(filter.MaxAcceptedAt is not null, "accepted_at < @MaxAcceptedAt")
            .When(after is not null, "(applied_at, transaction_id) < (@AppliedAt, @Id)");
        var found = await database.QueryAsync<Marker>(
            $"{Select} {conditions} order by applied_at desc, transaction_id desc limit @Limit",
            new
            {
                Operations = filter.Operations.ToArray(),
                Entities = filter.Entities.ToArray(),
                filter.MinAcceptedAt,
                filter.MaxAcceptedAt,
                after?.AppliedAt,
                after?.Id,
                Limit = limit + 1,
            },
            cancellationToken);
        var items = found.Take(limit).ToArray();
        var next = found.Count > limit ? Cursors.Encode(new Place(items[^1].AppliedAt, items[^1].Id)) : null;
        return new TransactionPage([.. items.Select(marker => marker.ToRecord())], next);
    }

    private sealed record Place(DateTimeOffset AppliedAt, Guid Id);

    private sealed record Marker
    {
        public required Guid Id { get; init; }
        public required string SiteName { get; init; }
        public long? Sequence { get; init; }
        public required string Operation { get; init; }
        public required string[] Entities { get; init; }
        public required string Principal { get; init; }
        public required byte[] RequestHash { get; init; }
        public required DateTimeOffset AcceptedAt { get; init; }
        public required DateTimeOffset AppliedAt { get; init; }

        public TransactionRecord ToRecord() => new()
        {
            Id = Id,
            State = TransactionState.Replicated,
            Operation = Operation,
            SiteName = SiteName,
            Principal = Principal,
            Entities = Entities,
            Sequence = Sequence,
            AcceptedAt = AcceptedAt,
            RequestHash = Convert.ToHexStringLower(RequestHash),
            Times = new Dictionary<TransactionState, DateTimeOffset> { [TransactionState.Committed] = AppliedAt },
        };
    }
}
