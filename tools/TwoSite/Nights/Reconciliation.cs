using CcatOps.TestBed;
using CcatOps.TwoSite.Control;
using Npgsql;

namespace CcatOps.TwoSite.Nights;

/// <summary>Compares the accepted writes with the databases directly. An exposure counts if its execution has its end and its file.</summary>
internal sealed record Reconciliation
{
    public required int Recorded { get; init; }
    public required int AtMain { get; init; }
    public required int OnReplica { get; init; }
    public required IReadOnlyList<Guid> MissingAtMain { get; init; }
    public required IReadOnlyList<Guid> MissingOnReplica { get; init; }
    public required int Transactions { get; init; }
    public required int TransactionsAtMain { get; init; }
    public int Cuts { get; init; }
    public long MostBuffered { get; init; }

    /// <summary>Whether the service itself said in time that all was on the replica.</summary>
    public bool Settled { get; init; }

    public double Seconds { get; init; }

    public bool IsComplete => MissingAtMain.Count == 0 && MissingOnReplica.Count == 0 && TransactionsAtMain == Transactions;

    public static async Task<Reconciliation> ReadAsync(StageStatus stage, IReadOnlyList<Recorded> recorded, CancellationToken cancellationToken)
    {
        var atMain = await ExposuresAsync(stage.MainDbPort, recorded, cancellationToken);
        var onReplica = await ExposuresAsync(stage.ReplicaDbPort, recorded, cancellationToken);
        Guid[] transactions = [.. recorded.SelectMany(exposure => exposure.Transactions)];
        return new()
        {
            Recorded = recorded.Count,
            AtMain = atMain.Count,
            OnReplica = onReplica.Count,
            MissingAtMain = [.. recorded.Select(exposure => exposure.ExecutionId).Except(atMain)],
            MissingOnReplica = [.. recorded.Select(exposure => exposure.ExecutionId).Except(onReplica)],
            Transactions = transactions.Length,
            TransactionsAtMain = (await IdsAsync(
                stage.MainDbPort,
                "select transaction_id from applied_transaction where transaction_id = any($1)",
                cancellationToken, transactions)).Count,
        };
    }

    private static Task<List<Guid>> ExposuresAsync(int port, IReadOnlyList<Recorded> recorded, CancellationToken cancellationToken)
    {
        const string sql = """
            select e.id
            from unnest($1, $2, $3) as accepted(id, status, file)
            join executed_obs_unit e on e.id = accepted.id and e.status = accepted.status and e.end_time is not null
            join raw_data_file f on f.executed_obs_unit_id = e.id and f.name = accepted.file
            """;
        return IdsAsync(
            port, sql, cancellationToken,
            recorded.Select(exposure => exposure.ExecutionId).ToArray(),
            recorded.Select(exposure => exposure.Exposure.Status).ToArray(),
            recorded.Select(exposure => exposure.Exposure.File).ToArray());
    }

    private static async Task<List<Guid>> IdsAsync(int port, string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={port};Username={PostgresNode.User};Password={PostgresNode.Password};Database={PostgresNode.Database};Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.AddWithValue(parameter);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetGuid(0));
        return ids;
    }
}
