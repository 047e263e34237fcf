using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Journal;

namespace CcatOps.Bench.Staging;

/// <summary>Fills a site's journal as it is after a week of observing: by the product's own writer, without HTTP before it.</summary>
internal static class JournalFill
{
    private const int AtOnce = 2_000;
    private static readonly TimeSpan Retention = TimeSpan.FromDays(7);
    private static readonly SiteKeys Keys = new(Night.Site);

    /// <summary>Journals transactions that are all replicated, indexes the segments as a running site does, and makes Redis agree.</summary>
    public static async Task FillJournalAsync(this Stage stage, int count, CancellationToken cancellationToken)
    {
        await using var folder = JournalFolder.Open(stage.JournalOf(Night.Site), Night.Site, TimeProvider.System);
        var sequence = 0L;
        foreach (var chunk in Night.Transactions(count).Chunk(AtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.WhenAll(chunk.Select(transaction => folder.NoteAsync(new JournalRecord.Accepted(++sequence, transaction))));
        }

        var now = TimeProvider.System.GetUtcNow();
        await folder.AppendAsync(new JournalRecord.Settled(sequence + 1, now));
        folder.Prune(now, Retention);
        await stage.Redis.StringSetAsync(Keys.Journal, folder.Id.ToString("N"));
        await stage.Redis.StringSetAsync(Keys.Sequence, sequence);
    }
}
