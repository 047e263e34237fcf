using CcatOps.Application.Errors;
using CcatOps.Application.Replication;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Journal;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>
/// Accepting into the journal alone while Redis is unavailable: one process of the site has the right to it. The caller keeps others from
/// using the buffer meanwhile.
/// </summary>
internal sealed partial class AloneMode(
    SiteJournal journal, SiteConfig site, ILocalReplica replica, TimeProvider time, ILogger<AloneMode> logger) : IDisposable
{
    private const int MarkersAtOnce = 5_000;

    private volatile AloneBuffer? buffer;
    private IDisposable? right;
    private DateTimeOffset since;
    private string reason = "";

    /// <summary>The replacement of Redis; null while Redis is available, as far as is known.</summary>
    public AloneBuffer? Buffer => buffer;

    /// <summary>Whether this process may accept alone, now or from the last time it did.</summary>
    public bool HasRight => right is not null;

    public string Text =>
        $"Redis is unavailable since {since:yyyy-MM-dd HH:mm:ss} UTC ({reason}). Writes are accepted into the journal alone; bring Redis back.";

    /// <exception cref="BufferUnavailableException">Another process has the right, or the journal cannot be used.</exception>
    public void TakeRight(string orElse)
    {
        try
        {
            right ??= journal.Folder.TryHoldAlone() ?? throw new BufferUnavailableException($"{orElse}.");
        }
        catch (JournalUnavailableException exception)
        {
            throw new BufferUnavailableException(exception.Message, exception);
        }
    }

    /// <exception cref="BufferUnavailableException">
    /// Another process has the right, or holds answered writes that are not in the journal, or the journal cannot be used.
    /// </exception>
    public async Task BeginAsync(BufferUnavailableException fault)
    {
        TakeRight($"{fault.Message} Another process of this site accepts into the journal alone");
        try
        {
            // Before the folder is read: what another process writes later, it does not answer.
            journal.Folder.Shared.ChangeGeneration();
            if (journal.Folder.Shared.HasOthersPending(journal.Folder.Shared.Generation))
                throw new BufferUnavailableException($"{fault.Message} Another process of this site holds writes that the journal's disk has not taken.");
            var own = new AloneBuffer(journal, site.TransactionBuffering.JournalTimeout, time);
            await ReleaseShownAsync(own, CancellationToken.None);
            (since, reason, buffer) = (time.GetUtcNow(), fault.Message, own);
            LogAlone(fault.Message, own.Known.Count);
        }
        catch (JournalUnavailableException exception)
        {
            throw new BufferUnavailableException($"{fault.Message} {exception.Message}", exception);
        }
    }

    /// <summary>Releases the transactions that the replica shows by now.</summary>
    public async Task ReleaseShownAsync(AloneBuffer own, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var chunk in own.Known.Select(entry => entry.Id).Chunk(MarkersAtOnce))
                own.Release(await replica.FindMarkersAsync(chunk, cancellationToken));
        }
        catch (LocalDatabaseUnavailableException)
        {
            // They stay until the replica can be asked.
        }
    }

    /// <summary>Ends it: Redis holds everything again.</summary>
    /// <exception cref="BufferUnavailableException">The journal's folder cannot be written, and nothing has changed.</exception>
    public void End()
    {
        if (right is null)
            return;
        try
        {
            journal.Folder.EndAlone();
        }
        catch (JournalUnavailableException exception)
        {
            throw new BufferUnavailableException(exception.Message, exception);
        }

        right.Dispose();
        right = null;
        if (buffer is not null)
            LogBack(time.GetUtcNow() - since);
        buffer?.Close();
        buffer = null;
    }

    /// <summary>Gives the right back without an end: the next process that takes it goes on from the journal.</summary>
    public void Dispose() => right?.Dispose();

    [LoggerMessage(LogLevel.Error, "Redis is unavailable, so writes are accepted into the journal alone, which holds {Unsettled} unsettled "
        + "transactions: {Reason}")]
    private partial void LogAlone(string reason, int unsettled);

    [LoggerMessage(LogLevel.Warning, "Redis is back and holds all that was accepted without it for {Duration}")]
    private partial void LogBack(TimeSpan duration);
}
