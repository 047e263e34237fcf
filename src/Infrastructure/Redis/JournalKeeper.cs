using System.Globalization;
using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Journal;

namespace CcatOps.Infrastructure.Redis;

/// <summary>Notes in the journal how far everything is final, and deletes what has been for long enough.</summary>
internal sealed class JournalKeeper(SiteConfig site, SiteJournal journal, JournalGuard guard, RedisConnection redis, TimeProvider time)
{
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        try
        {
            var lowest = await guard.UseRedisAsync(
                async () => long.Parse(
                    (string)(await redis.EvaluateCompleteAsync(RedisScripts.LowestPending))[0]!, CultureInfo.InvariantCulture),
                cancellationToken);
            if (lowest != journal.Folder.SettledBelow)
                await journal.Folder.AppendAsync(new JournalRecord.Settled(lowest, time.GetUtcNow()), cancellationToken);
            journal.Folder.Prune(time.GetUtcNow(), site.TransactionBuffering.JournalRetention);
        }
        catch (Exception exception) when (exception is BufferUnavailableException or JournalUnavailableException)
        {
            // Nothing hurries; it says so itself.
        }
    }
}
