using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Sql;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Main;

internal sealed class SqliteMainDatabase(SiteConfig site, SqliteMainFile main, TimeProvider time) : IMainDatabase
{
    public Task<Epoch> AcquireEpochAsync(string siteName, CancellationToken cancellationToken)
    {
        const string next =
            """
            insert into drain_epoch (site_name, epoch, acquired_at) values (@siteName, 1, @now)
            on conflict (site_name) do update set epoch = epoch + 1, acquired_at = excluded.acquired_at
            returning epoch
            """;
        const string greatest = "select max(sequence) from applied_transaction where site_name = @siteName";
        return UseAsync(
            connection =>
            {
                if (Schema.Sqlite.Mismatch(SqliteMigrator.VersionOf(connection)) is { } mismatch)
                    throw new MainDatabaseUnavailableException(mismatch) { Cause = FailureClass.ServerState };

                var now = SqliteMainValues.Text(time.GetUtcMicroseconds());
                return new Epoch(
                    connection.ExecuteScalar<long>(next, new { siteName, now }),
                    connection.ExecuteScalar<long?>(greatest, new { siteName }));
            },
            cancellationToken);
    }

    public Task<AppliedTransactions> FindAppliedAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken)
    {
        const string sql =
            "select transaction_id from applied_transaction where transaction_id in (select value from json_each(@Ids))";
        return UseAsync(
            connection => new AppliedTransactions(
                connection.Query<Guid>(sql, new { Ids = SqliteMainValues.List(transactionIds) }).ToHashSet(),
                SqliteMainBatch.Position(connection)),
            cancellationToken);
    }

    public async Task<BatchOutcome> ApplyAsync(
        IReadOnlyList<IReadOnlyList<BufferedTransaction>> groups, long epoch, CancellationToken cancellationToken)
    {
        var refusals = new Dictionary<int, Failure>();
        var skipped = new HashSet<int>();
        var predecessors = Predecessors.Of(groups);
        Lsn? lsn = null;
        foreach (var (place, group) in groups.Index())
        {
            if (predecessors[place].Any(before => refusals.ContainsKey(before) || skipped.Contains(before)))
            {
                skipped.Add(place);
                continue;
            }

            try
            {
                if (await main.WriteAsync(connection => Apply(connection, group, epoch), cancellationToken) is not { } position)
                    return new BatchOutcome.StaleEpoch();
                lsn = position;
            }
            catch (SqliteMainRefusal refusal)
            {
                refusals[place] = refusal.Failure;
            }
            catch (SqliteException exception)
            {
                refusals[place] = exception.ToFailure();
            }
        }

        return new BatchOutcome.Answered(refusals, lsn) { Skipped = skipped };
    }

    /// <returns>The position after it; null: the epoch is an older one.</returns>
    private Lsn? Apply(SqliteConnection connection, IReadOnlyList<BufferedTransaction> group, long epoch)
    {
        const string sql = "select epoch from drain_epoch where site_name = @SiteName";
        if (connection.ExecuteScalar<long?>(sql, new { site.SiteName }) != epoch)
            return null;

        using var statements = new SqliteMainBatch(connection, time.GetUtcMicroseconds());
        foreach (var (transaction, sequence, _) in group)
            statements.Apply(transaction, sequence, epoch);
        return SqliteMainBatch.Position(connection);
    }

    private async Task<T> UseAsync<T>(Func<SqliteConnection, T> use, CancellationToken cancellationToken)
    {
        try
        {
            return await main.WriteAsync(use, cancellationToken);
        }
        catch (SqliteException exception)
        {
            var failure = exception.ToFailure();
            throw new MainDatabaseUnavailableException(failure.ToString(), exception) { Cause = failure.Class };
        }
    }
}
