using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>
/// Writes new rows at a main site. While one batch is under way those that come gather, and go together in the next: they share statements, a
/// round trip, a database transaction and the wait for the disk. One that comes alone goes at once.
/// </summary>
internal sealed class DirectBatches
{
    /// <summary>A request has 1 MiB at most, so this bounds a batch too.</summary>
    private const int Most = 64;

    /// <summary>A batch that takes longer, because it waits for a lock or a link, keeps no others from being sent.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly SiteConfig site;
    private readonly MainDataSource main;
    private readonly TimeProvider time;
    private readonly Gathering<Waiting> gathering;

    public DirectBatches(SiteConfig site, MainDataSource main, TimeProvider time)
    {
        (this.site, this.main, this.time) = (site, main, time);
        gathering = new(Most, SendPatientlyAsync);
    }

    /// <summary>
    /// A single new row. What changes rows that are there may wait for the locks of others, and what is large takes long: neither is to hold up a
    /// batch. Across an ocean gathering would cost more than it saves.
    /// </summary>
    public bool Takes(Transaction transaction) => site.IsMainSite && transaction.Changes is [{ Kind: ChangeKind.Insert }];

    /// <summary>Cannot be left: what was queued is sent.</summary>
    /// <returns>Whether it is committed; false: its batch was refused, maybe for the sake of another, and has had no effect.</returns>
    /// <exception cref="MainDatabaseUnavailableException">Nothing was sent.</exception>
    /// <exception cref="NpgsqlException">It was sent, and no answer came.</exception>
    public Task<bool> TryWriteAsync(Transaction transaction)
    {
        var waiting = new Waiting(transaction);
        gathering.Add(waiting);
        return waiting.Task;
    }

    private async Task SendPatientlyAsync(List<Waiting> batch)
    {
        try
        {
            await SendAsync(batch).WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            // It has its own connection, and tells its outcome by itself.
        }
    }

    private async Task SendAsync(List<Waiting> batch)
    {
        var wasSent = false;
        try
        {
            await using var connection = await main.OpenAsync(CancellationToken.None);
            await using var statements = new NpgsqlBatch(connection);
            statements.AddGroup([.. batch.Select(waiting => new BufferedTransaction(waiting.Transaction, 0))], site.SiteName, epoch: null);
            wasSent = true;
            await statements.ExecuteAsync(CancellationToken.None);
            batch.ForEach(waiting => waiting.TrySetResult(true));
        }
        catch (Exception exception) when (exception.IsDatabaseFailure() && !exception.ToFailure().LeavesOpen())
        {
            batch.ForEach(waiting => waiting.TrySetResult(false));
        }
        catch (Exception exception) when (!wasSent && exception.IsDatabaseFailure())
        {
            var unavailable = new MainDatabaseUnavailableException(exception.ToFailure().ToString(), exception);
            batch.ForEach(waiting => waiting.TrySetException(unavailable));
        }
#pragma warning disable CA1031 // The loop must outlive whatever happens; the callers get it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            batch.ForEach(waiting => waiting.TrySetException(exception));
        }
    }

    private sealed class Waiting(Transaction transaction) : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Transaction Transaction => transaction;
    }
}
