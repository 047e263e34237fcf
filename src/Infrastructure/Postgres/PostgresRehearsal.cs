using CcatOps.Application.Errors;
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
    private const int MostConnections = 3;

    public async Task<IReadOnlyList<RehearsalOutcome>> TryAsync(IReadOnlyList<Transaction> transactions, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryOnceAsync(transactions, cancellationToken);
            }
            catch (Exception exception) when (exception.IsDatabaseFailure())
            {
                // Pooled connections may be stale after a cut, and what is rolled back may be repeated.
                var failure = exception.ToFailure();
                if (failure.SqlState is not null || attempt == MostConnections)
                    throw new MainDatabaseUnavailableException(failure.ToString(), exception);
            }
        }
    }

    private async Task<IReadOnlyList<RehearsalOutcome>> TryOnceAsync(
        IReadOnlyList<Transaction> transactions, CancellationToken cancellationToken)
    {
        const string markers = "select transaction_id from applied_transaction where transaction_id = any(@Ids)";
        await using var connection = await main.OpenAsync(cancellationToken);
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
            batch.BatchCommands.Insert(0, new NpgsqlBatchCommand("savepoint try"));
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return null;
        }
        catch (NpgsqlException exception) when (exception.ToFailure() is { Class: not FailureClass.Link } failure)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "rollback to savepoint try", transaction: everything, cancellationToken: cancellationToken));
            return failure;
        }
    }
}
