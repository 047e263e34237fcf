using CcatOps.Application.Draining;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;
using Dapper;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

internal sealed partial class PostgresMainDatabase
{
    /// <summary>The parts that main does not have, as far as they are known; after trouble they are known under no epoch.</summary>
    private (byte[] Digest, long Epoch, HashSet<int> Missing) known = ([], 0, []);

    /// <summary>Sends parts of a large transaction as long as they go quickly, and applies it when main has all of them.</summary>
    private async Task<BatchOutcome> ApplyStagedAsync(
        StagedTransaction staged, IReadOnlyList<BufferedTransaction> group, long epoch, CancellationToken cancellationToken)
    {
        if (!known.Digest.AsSpan().SequenceEqual(staged.Digest))
            known = (staged.Digest, 0, [.. Enumerable.Range(0, staged.Parts.Count)]);
        var before = known.Missing.Count;
        long bytes = BufferedTransaction.LargeBytes;
        try
        {
            await using var connection = await main.OpenDrainAsync(cancellationToken);
            if (known.Epoch != epoch)
                known = (staged.Digest, epoch, await FindMissingAsync(connection, staged, cancellationToken));
            var started = time.GetTimestamp();
            while (known.Missing.Count > 0)
            {
                if (!BatchSize.IsQuick(time.GetElapsedTime(started)))
                    return new BatchOutcome.Staged();
                int[] parts = [.. known.Missing.Order().Take(StagedTransaction.PartsAtOnce)];
                bytes = parts.Sum(part => StagedTransaction.BytesOf(staged.Parts[part]));
                await SendAsync(connection, staged, parts, bytes, cancellationToken);
                known.Missing.ExceptWith(parts);
            }

            var outcome = await ApplyGroupAsync(connection, group, staged, epoch, rate.Deadline(BufferedTransaction.LargeBytes), cancellationToken);
            Note(outcome, 0, TimeSpan.Zero);
            if (outcome is not BatchOutcome.Answered { Refusals: var refusals } || !refusals.Values.Any(StagedTransaction.IsMissing))
                return outcome;
            known.Epoch = 0;
            return new BatchOutcome.Staged();
        }
        catch (Exception exception) when (exception.IsDatabaseFailure())
        {
            known.Epoch = 0;
            if (exception.IsTimeout())
                rate = rate.AfterTimeout(bytes);
            if (PostgresFailures.Answers(exception) is not [var answer, ..])
                return new BatchOutcome.Broken(exception.ToFailure()) { HasStaged = known.Missing.Count < before };
            var refused = new BatchOutcome.Answered(new Dictionary<int, Failure> { [0] = answer.ToFailure() }, null);
            Note(refused, 0, TimeSpan.Zero);
            return refused;
        }
    }

    private static async Task<HashSet<int>> FindMissingAsync(
        NpgsqlConnection connection, StagedTransaction staged, CancellationToken cancellationToken)
    {
        const string sql =
            """
            select forget_staged(null);
            select part from staged_change where transaction_id = @Id and digest = @Digest and staged_by = current_user;
            """;
        await using var answers = await connection.QueryMultipleAsync(
            new CommandDefinition(sql, new { staged.Id, staged.Digest }, cancellationToken: cancellationToken));
        await answers.ReadAsync();
        return [.. Enumerable.Range(0, staged.Parts.Count).Except(await answers.ReadAsync<int>())];
    }

    /// <summary>Sends parts in one flush. What has arrived stays, also where the link breaks before the others are over.</summary>
    private async Task SendAsync(
        NpgsqlConnection connection, StagedTransaction staged, int[] parts, long bytes, CancellationToken cancellationToken)
    {
        var deadline = rate.Deadline(bytes);
        await using var statements = new NpgsqlBatch(connection);
        foreach (var part in parts)
            staged.AddPartTo(statements, part);
        statements.Allow(deadline);
        var started = time.GetTimestamp();
        await statements.ExecuteNonQueryAsync(cancellationToken);
        rate = rate.AfterSuccess(bytes, time.GetElapsedTime(started));
    }
}
