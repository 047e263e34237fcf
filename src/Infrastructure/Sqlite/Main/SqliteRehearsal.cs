using CcatOps.Application.Errors;
using CcatOps.Application.Rehearsals;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Sql;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Main;

internal sealed class SqliteRehearsal(SqliteMainFile main, TimeProvider time) : IRehearsal
{
    public async Task<IReadOnlyList<RehearsalOutcome>> TryAsync(IReadOnlyList<Transaction> transactions, CancellationToken cancellationToken)
    {
        try
        {
            return await main.WriteAsync(connection => Try(connection, transactions), cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw new MainDatabaseUnavailableException(exception.ToFailure().ToString(), exception);
        }
    }

    /// <summary>Nothing is committed in the end.</summary>
    private IReadOnlyList<RehearsalOutcome> Try(SqliteConnection connection, IReadOnlyList<Transaction> transactions)
    {
        const string markers =
            "select transaction_id from applied_transaction where transaction_id in (select value from json_each(@Ids))";
        var known = connection.Query<Guid>(markers, new { Ids = SqliteMainValues.List(transactions.Select(each => each.Id)) }).ToHashSet();
        var script = new RehearsalScript(known);
        connection.Execute("savepoint rehearsal");
        foreach (var transaction in transactions)
            script.Add(transaction, () => Try(connection, transaction));
        connection.Execute("rollback to rehearsal; release rehearsal");
        return script.Outcomes;
    }

    private Failure? Try(SqliteConnection connection, Transaction transaction)
    {
        connection.Execute("savepoint try");
        var failure = Apply(connection, transaction);
        connection.Execute(failure is null ? "release try" : "rollback to try; release try");
        return failure;
    }

    private Failure? Apply(SqliteConnection connection, Transaction transaction)
    {
        try
        {
            using var statements = new SqliteMainBatch(connection, time.GetUtcMicroseconds());
            statements.Apply(transaction, sequence: null, epoch: null);
            return null;
        }
        catch (SqliteMainRefusal refusal)
        {
            return refusal.Failure;
        }
        catch (SqliteException exception) when (exception.ToFailure() is var failure && failure.ConcernsTransaction())
        {
            return failure;
        }
    }
}
