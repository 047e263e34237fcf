using CcatOps.Application.Errors;
using CcatOps.Application.Replication;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Journal;

/// <summary>
/// Going on with the journal alone while Redis is away: one process of the site has the right to it. Whoever calls keeps others from
/// using the buffer meanwhile.
/// </summary>
internal sealed partial class AloneMode(SiteJournal journal, ILocalReplica replica, TimeProvider time, ILogger<AloneMode> logger) : IDisposable
{
    private const int MarkersAtOnce = 5_000;

    private volatile AloneBuffer? buffer;
    private IDisposable? right;
    private DateTimeOffset since;
    private string reason = "";

    /// <summary>What stands in for Redis; null: it is there, as far as is known.</summary>
    public AloneBuffer? Buffer => buffer;

    /// <summary>Whether this process may go on alone, now or from the last time it did.</summary>
    public bool HasRight => right is not null;

    public string Text =>
        $"Redis is away since {since:yyyy-MM-dd HH:mm:ss} UTC ({reason}). Writes are accepted into the journal alone; bring Redis back.";

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

    /// <exception cref="BufferUnavailableException">Another process has the right, or the journal cannot be used.</exception>
    public async Task BeginAsync(BufferUnavailableException fault)
    {
        TakeRight($"{fault.Message} Another process of this site accepts into the journal alone");
        try
        {
            var unsettled = journal.Folder.Unsettled();
            var own = new AloneBuffer(journal, unsettled);
            await ReleaseShownAsync(own, CancellationToken.None);
            (since, reason, buffer) = (time.GetUtcNow(), fault.Message, own);
            LogAlone(fault.Message, unsettled.Count);
        }
        catch (JournalUnavailableException exception)
        {
            throw new BufferUnavailableException($"{fault.Message} {exception.Message}", exception);
        }
    }

    /// <summary>Lets go of what the replica shows by now, for it need not be laid over it.</summary>
    public async Task ReleaseShownAsync(AloneBuffer own, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var chunk in own.Waiting.Select(entry => entry.Transaction.Id).Chunk(MarkersAtOnce))
                own.Release(await replica.FindMarkersAsync(chunk, cancellationToken));
        }
        catch (LocalDatabaseUnavailableException)
        {
            // Then nobody knows, and it stays.
        }
    }

    /// <summary>Redis holds all again.</summary>
    public void End()
    {
        if (right is null)
            return;
        journal.Folder.EndAlone();
        right.Dispose();
        right = null;
        if (buffer is not null)
            LogBack(time.GetUtcNow() - since);
        buffer = null;
    }

    /// <summary>Gives back the right without an end: who comes next takes it, and goes on from the journal.</summary>
    public void Dispose() => right?.Dispose();

    [LoggerMessage(LogLevel.Error, "Redis is away, so writes are accepted into the journal alone, which holds {Unsettled} unsettled "
        + "transactions: {Reason}")]
    private partial void LogAlone(string reason, int unsettled);

    [LoggerMessage(LogLevel.Warning, "Redis is back and holds all that was accepted without it for {Duration}")]
    private partial void LogBack(TimeSpan duration);
}
