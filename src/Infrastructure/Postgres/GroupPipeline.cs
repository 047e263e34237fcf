using CcatOps.Application.Draining;
using CcatOps.Application.FaultInjection;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>
/// Several groups in one flush, each a database transaction of its own. None of them waits for the disk: behind the last one stands a
/// transaction that does, and since the log is flushed in its order, all of them are on disk when that one is.
/// https://www.postgresql.org/docs/15/wal-async-commit.html
/// </summary>
internal sealed class GroupPipeline(NpgsqlBatch statements, string siteName, long epoch, TimeSpan deadline)
{
    /// <summary>Marks the information that tells the log position.</summary>
    private const string Position = "CC002";

    private readonly Dictionary<NpgsqlBatchCommand, int> places = [];
    private readonly HashSet<NpgsqlBatchCommand> guards = [];
    private Lsn? lsn;

    public static async Task<BatchOutcome> SendAsync(
        NpgsqlConnection connection,
        IReadOnlyList<IReadOnlyList<BufferedTransaction>> groups,
        string siteName,
        long epoch,
        TimeSpan deadline,
        CancellationToken cancellationToken)
    {
        var locks = LockTimeout(groups.Count);
        deadline += groups.Count * 2 * locks;
        await using var statements = new NpgsqlBatch(connection) { Timeout = (int)deadline.TotalSeconds };
        var pipeline = new GroupPipeline(statements, siteName, epoch, deadline);
        pipeline.Add(groups);
        connection.Notice += pipeline.Note;
        return await pipeline.SendAsync(cancellationToken);
    }

    /// <summary>
    /// The groups wait for locks one after the other, and those behind them with them. All together they wait no longer than one that is alone.
    /// </summary>
    private static TimeSpan LockTimeout(int groups) =>
        TimeSpan.FromMilliseconds(Math.Max(1, MainDataSource.DrainLockTimeout.TotalMilliseconds / groups));

    private void Add(IReadOnlyList<IReadOnlyList<BufferedTransaction>> groups)
    {
        var predecessors = Predecessors.Of(groups);
        foreach (var (place, group) in groups.Index())
        {
            AddHead([.. predecessors[place].Select(before => groups[before][^1].Transaction.Id)], LockTimeout(groups.Count));
            statements.AddEffects(group, epoch);
            while (places.Count < statements.BatchCommands.Count)
                places.Add(statements.BatchCommands[places.Count], place);
        }

        AddTail();
    }

    /// <summary>Checks a group's right to write and, if it is behind others, that main has those.</summary>
    private void AddHead(Guid[] predecessors, TimeSpan locks)
    {
        if (predecessors.Length > 0 && !Mutants.IsActive(Mutant.NoMarker))
        {
            statements.Add(
                """
                select require_rows($1, (select count(*) from applied_transaction where transaction_id = any($2)), 'applied_transaction', '{}')
                """,
                (long)predecessors.Length,
                predecessors);
            guards.Add(statements.BatchCommands[^1]);
        }

        if (Mutants.IsActive(Mutant.NoFencing))
            return;
        var statement = deadline > SessionSettings.StatementTimeout ? deadline : SessionSettings.StatementTimeout;
        statements.Add(
            """
            select require_epoch($1, $2), set_config('synchronous_commit', 'off', true),
                set_config('lock_timeout', $3, true), set_config('statement_timeout', $4, true)
            """,
            siteName,
            epoch,
            TransactionBatch.Milliseconds(locks),
            TransactionBatch.Milliseconds(statement));
    }

    /// <summary>
    /// The flush needs a record in the log, or its commit would not wait either. The position is read behind it and told as information,
    /// which also comes across where a group was refused: rows are not to be had from Npgsql then.
    /// </summary>
    private void AddTail()
    {
        statements.Add("select pg_logical_emit_message(true, 'ccatops', '')");
        statements.BatchCommands[^1].AppendErrorBarrier = true;
        statements.Add("do $$ begin raise info using errcode = 'CC002', message = pg_current_wal_lsn()::text; end $$");
    }

    private void Note(object sender, NpgsqlNoticeEventArgs information)
    {
        if (information.Notice.SqlState == Position)
            lsn = Lsn.Parse(information.Notice.MessageText);
    }

    private async Task<BatchOutcome> SendAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<PostgresException> answers = [];
        try
        {
            var sending = statements.ExecuteNonQueryAsync(cancellationToken);
            Fault.Reach(FaultPoint.BatchSent);
            await sending;
        }
        catch (NpgsqlException exception) when (PostgresFailures.Answers(exception) is { Count: > 0 } several)
        {
            answers = several;
        }

        if (answers.Any(answer => answer.SqlState == PostgresFailures.StaleEpoch))
            return new BatchOutcome.StaleEpoch();
        // Without the position nothing says that the flush went through.
        if (lsn is null || answers.FirstOrDefault(answer => answer.BatchCommand is not { } command || !places.ContainsKey(command)) is not null)
            return new BatchOutcome.Broken(answers.Count > 0 ? answers[0].ToFailure() : new Failure(null, "no log position was told"));
        var skipped = answers.Where(IsSkipped).ToHashSet();
        // A skipped group is sent again; that ends only if something else was refused.
        if (skipped.Count > 0 && skipped.Count == answers.Count)
            return new BatchOutcome.Broken(answers[0].ToFailure());
        return new BatchOutcome.Answered(
            answers.Where(answer => !skipped.Contains(answer)).ToDictionary(PlaceOf, answer => answer.ToFailure()), lsn)
        {
            Skipped = skipped.Select(PlaceOf).ToHashSet(),
        };
    }

    private int PlaceOf(PostgresException answer) => places[answer.BatchCommand!];

    /// <summary>
    /// Its guard missed a predecessor, or it was to run a statement that Npgsql meant to prepare with a group before it, which was refused.
    /// </summary>
    private bool IsSkipped(PostgresException answer) =>
        answer.SqlState == PostgresErrorCodes.InvalidSqlStatementName
        || (answer.SqlState == PostgresErrorCodes.IntegrityConstraintViolation && guards.Contains(answer.BatchCommand!));
}
