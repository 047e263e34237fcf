using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.FaultInjection;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Sql;
using Dapper;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

internal sealed partial class PostgresMainDatabase(SiteConfig site, MainDataSource main, TimeProvider time) : IMainDatabase
{
    private LinkRate rate = LinkRate.Unknown;

    private static readonly Func<Task<IReadOnlyCollection<Guid>>> NothingAsync = () => Task.FromResult<IReadOnlyCollection<Guid>>([]);

    public async Task<Epoch> AcquireEpochAsync(string siteName, CancellationToken cancellationToken) =>
        (await AcquireEpochAsync(siteName, NothingAsync, cancellationToken)).Epoch;

    public async Task<(Epoch Epoch, AppliedTransactions Applied)> AcquireEpochAsync(
        string siteName,
        Func<Task<IReadOnlyCollection<Guid>>> inQuestionAsync,
        CancellationToken cancellationToken)
    {
        // An earlier session of this site's drain may hang in the middle of a batch, with its locks. Ended here and fenced by the new
        // epoch, no batch of it can commit from now on: what its markers say then is final. All in one round trip, and without effect
        // where the schema is not the one that is needed.
        const string sql =
            """
            select coalesce(max(version), 0) from schema_migration;

            select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity
            where application_name = @DrainName and usename = current_user and pid <> pg_backend_pid()
                and (select max(version) from schema_migration) = @NeededVersion;

            insert into drain_epoch (site_name, epoch, acquired_at)
            select @siteName, 1, now() where (select max(version) from schema_migration) = @NeededVersion
            on conflict (site_name) do update set epoch = drain_epoch.epoch + 1, acquired_at = now()
            returning epoch;

            select max(sequence) from applied_transaction where site_name = @siteName;

            select transaction_id from applied_transaction where transaction_id = any(@Ids);
            select pg_current_wal_lsn()::text;
            """;
        return await UseAsync(async connection =>
        {
            var replaced = Mutants.IsActive(Mutant.NoFencing) ? "nobody" : MainDataSource.DrainName(siteName);
            var ids = (await inQuestionAsync()).ToArray();
            var values = new { DrainName = replaced, siteName, Schema.Postgres.NeededVersion, Ids = ids };
            try
            {
                await using var answers = await connection.QueryMultipleAsync(
                    new CommandDefinition(sql, values, cancellationToken: cancellationToken));
                RequireSchema(await answers.ReadSingleAsync<int>());
                await answers.ReadSingleAsync<long>();
                var epoch = new Epoch(await answers.ReadSingleAsync<long>(), await answers.ReadSingleAsync<long?>());
                return (epoch, await ReadAppliedAsync(answers));
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable)
            {
                RequireSchema(0);
                throw;
            }
        }, cancellationToken);
    }

    public async Task<AppliedTransactions> FindAppliedAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken)
    {
        const string sql =
            """
            select transaction_id from applied_transaction where transaction_id = any(@ids);
            select pg_current_wal_lsn()::text;
            """;
        return await UseAsync(async connection =>
        {
            await using var answers = await connection.QueryMultipleAsync(
                new CommandDefinition(sql, new { ids = transactionIds.ToArray() }, cancellationToken: cancellationToken));
            return await ReadAppliedAsync(answers);
        }, cancellationToken);
    }

    public async Task<BatchOutcome> ApplyAsync(
        IReadOnlyList<IReadOnlyList<BufferedTransaction>> groups, long epoch, CancellationToken cancellationToken)
    {
        if (StagedTransaction.Of(groups) is { } staged)
            return await ApplyStagedAsync(staged, groups[0], epoch, cancellationToken);
        var bytes = groups.Sum(group => group.Sum(entry => (long)entry.Bytes));
        var deadline = rate.Deadline(bytes);
        try
        {
            await using var connection = await main.OpenDrainAsync(cancellationToken);
            var started = time.GetTimestamp();
            var outcome = groups is [var group]
                ? await ApplyGroupAsync(connection, group, null, epoch, deadline, cancellationToken)
                : await GroupPipeline.SendAsync(connection, groups, site.SiteName, epoch, deadline, cancellationToken);
            Note(outcome, bytes, time.GetElapsedTime(started));
            return outcome;
        }
        catch (Exception exception) when (exception.IsDatabaseFailure())
        {
            if (exception.IsTimeout())
                rate = rate.AfterTimeout(bytes);
            return new BatchOutcome.Broken(exception.ToFailure());
        }
    }

    private async Task<BatchOutcome> ApplyGroupAsync(
        NpgsqlConnection connection,
        IReadOnlyList<BufferedTransaction> group,
        StagedTransaction? staged,
        long epoch,
        TimeSpan deadline,
        CancellationToken cancellationToken)
    {
        await using var statements = TransactionBatch.Create(connection, group, site.SiteName, epoch, staged);
        statements.Allow(deadline);
        try
        {
            return new BatchOutcome.Answered(new Dictionary<int, Failure>(), await statements.ExecuteToLsnAsync(cancellationToken));
        }
        catch (Exception exception) when (PostgresFailures.Answers(exception) is [{ BatchCommand: { } command } answer])
        {
            if (answer.SqlState == PostgresFailures.StaleEpoch)
                return new BatchOutcome.StaleEpoch();
            // The query for the position is not part of the group.
            return command == statements.BatchCommands[^1]
                ? new BatchOutcome.Broken(answer.ToFailure())
                : new BatchOutcome.Answered(new Dictionary<int, Failure> { [0] = answer.ToFailure() }, null);
        }
    }

    private void Note(BatchOutcome outcome, long bytes, TimeSpan elapsed)
    {
        if (outcome is not BatchOutcome.Answered { Refusals: var refusals })
            return;
        if (refusals.Count == 0)
            rate = rate.AfterSuccess(bytes, elapsed);
        if (refusals.Values.FirstOrDefault(failure => failure.Class == FailureClass.ServerState) is { } state)
            main.Note(state);
    }

    private static async Task<AppliedTransactions> ReadAppliedAsync(SqlMapper.GridReader answers)
    {
        var applied = (await answers.ReadAsync<Guid>()).ToHashSet();
        return new AppliedTransactions(applied, Lsn.Parse(await answers.ReadSingleAsync<string>()));
    }

    private static void RequireSchema(int version)
    {
        if (Schema.Postgres.Mismatch(version) is { } mismatch)
            throw new MainDatabaseUnavailableException(mismatch) { Cause = FailureClass.ServerState };
    }

    private async Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> use, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await main.OpenDrainAsync(cancellationToken);
            return await use(connection);
        }
        catch (Exception exception) when (exception.IsDatabaseFailure())
        {
            var failure = exception.ToFailure();
            main.Note(failure);
            throw new MainDatabaseUnavailableException(failure.ToString(), exception) { Cause = failure.Class };
        }
    }
}
