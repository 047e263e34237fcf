using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Journal;
using static CcatOps.Infrastructure.UnitTests.Journal.JournalCase;

namespace CcatOps.Infrastructure.UnitTests.Journal;

/// <summary>A closed segment gets an index, which says the same as the segment itself.</summary>
public sealed class IndexTests
{
    [Test]
    public async Task A_journal_reads_the_same_with_indexes_as_without()
    {
        using var files = new JournalCase();
        await using (var journal = await FilledAsync(files))
            journal.Prune(Noon, TimeSpan.FromDays(7));
        await using var indexed = files.Open();
        var text = Describe(indexed);
        foreach (var index in Directory.GetFiles(files.Folder, "*.index"))
            File.Delete(index);
        await using var scanned = files.Open();

        Assert.That(text, Is.EqualTo(Describe(scanned)));
        Assert.That(Directory.GetFiles(files.Folder, "*.index"), Is.Empty);
    }

    [Test]
    public async Task Each_closed_segment_has_one()
    {
        using var files = new JournalCase();
        await using var journal = await FilledAsync(files);
        journal.Prune(Noon, TimeSpan.FromDays(7));

        Assert.That(Directory.GetFiles(files.Folder, "*.index"), Has.Length.EqualTo(files.Segments().Length).And.Length.GreaterThan(5));
        Assert.That(journal.WithClaim("key:1").Count(), Is.EqualTo(42), "the indexes are in use");
    }

    [Test]
    public async Task A_damaged_index_is_written_again()
    {
        using var files = new JournalCase();
        await using (var journal = await FilledAsync(files))
            journal.Prune(Noon, TimeSpan.FromDays(7));
        foreach (var index in Directory.GetFiles(files.Folder, "*.index"))
        {
            var bytes = await File.ReadAllBytesAsync(index);
            bytes[^3] ^= 1;
            await File.WriteAllBytesAsync(index, bytes);
        }

        await using var again = files.Open();
        Assert.That(again.WithClaim("key:1").Count(), Is.EqualTo(42));
    }

    [Test]
    public async Task A_segment_that_is_still_written_has_none()
    {
        using var files = new JournalCase();
        await using var journal = files.Open();
        await journal.AppendAsync(Accepted(1));
        journal.Prune(Noon, TimeSpan.FromDays(7));

        Assert.That(Directory.GetFiles(files.Folder, "*.index"), Is.Empty);
    }

    [Test]
    public async Task It_is_deleted_with_its_segment()
    {
        using var files = new JournalCase();
        await using var journal = await FilledAsync(files);
        await journal.AppendAsync(new JournalRecord.Settled(50, Noon));
        journal.Prune(Noon, TimeSpan.FromDays(7));
        journal.Prune(Noon.AddDays(8), TimeSpan.FromDays(7));

        Assert.That(files.Segments(), Has.Length.EqualTo(1), "the one with the newest settlement");
        Assert.That(Directory.GetFiles(files.Folder, "*.index"), Is.Empty);
    }

    private static async Task<JournalFolder> FilledAsync(JournalCase files)
    {
        var journal = files.Open(segmentBytes: 3000);
        for (var sequence = 1; sequence <= 40; sequence++)
            await journal.AppendAsync(Accepted(sequence, $"comment {sequence}"));
        await journal.AppendAsync(new JournalRecord.Moved("1-20,25", TransactionState.Committed) { Lsn = new Lsn(7) });
        await journal.AppendAsync(new JournalRecord.Moved("30", TransactionState.Failed) { Error = "no such row" });
        await journal.AppendAsync(Edited(30, "other"));
        await journal.AppendAsync(Discarded(31));
        await journal.AppendAsync(new JournalRecord.Direct(41, Accepted(41).Transaction, new Lsn(8)));
        await journal.AppendAsync(new JournalRecord.Settled(10, Noon) { Beyond = "12-14" });
        await journal.AppendAsync(Accepted(42, new string('x', 3000)));
        return journal;
    }

    private static string Describe(JournalFolder journal) => string.Join('\n',
        journal.Unsettled().Select(found => $"{found.Sequence} {found.State} {found.Lsn} {found.Error} {found.IsDirect} {found.Transaction.Changes[0].Values}")
            .Append($"{journal.Greatest} {journal.Sequences()} {journal.Discarded()} {journal.States().Final}"));
}
