using CcatOps.Application.Rehearsals;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Sql;
using Dapper;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>One database transaction with a savepoint before each try, so that a refused one takes nothing else back.</summary>
internal sealed class PostgresRehearsal(SiteConfig site, MainDataSource main) : IRehearsal
{
    /// <remarks>A step that is rolled back may be repeated.</remarks>
    public Task<IReadOnlyList<RehearsalOutcome>> TryAsync(IReadOnlyList<Transaction> transactions, CancellationToken cancellationToken) =>
        main.RepeatAsync(connection => TryOnceAsync(connection, transactions, cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<RehearsalOutcome>> TryOnceAsync(
        NpgsqlConnection connection, IReadOnlyList<Transaction> transactions, CancellationToken cancellationToken)
    {
        const string markers = "select transaction_id from applied_transaction where transaction_id = any(@Ids)";
        await using var everything = await connection.BeginTransactionAsync(cancellationToken);
        var known = (await connection.QueryAsync<Guid>(new CommandDefinition(
            markers, new { Ids = transactions.Select(each => each.Id).ToArray() }, everything, cancellationToken: cancellationToken)))
            .ToHashSet();
        var script = new RehearsalScript(known);
        foreach (var transaction in transactions)
            await script.AddAsync(transaction, () => TryAsync(connection, everything, transaction, cancellationToken));
        await everything.RollbackAsync(cancellationToken);
        return script.Outcomes;
    }

    private async Task<Failure?> TryAsync(
        NpgsqlConnection connection, NpgsqlTransaction everything, Transaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = TransactionBatch.Create(connection, [new(transaction, 0)], site.SiteName, epoch: null);
            batch.Transaction = everything;
            batch.Allow(transaction);
            batch.BatchCommands.Insert(0, new NpgsqlBatchCommand("savepoint try"));
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return null;
        }
        catch (NpgsqlException exception) when (exception.ToFailure() is var failure && failure.ConcernsTransaction())
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "rollback to savepoint try", transaction: everything, cancellationToken: cancellationToken));
            return failure;
        }
    }
}
