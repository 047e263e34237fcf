using CcatOps.Infrastructure.Journal;
using static CcatOps.Infrastructure.UnitTests.Journal.JournalCase;

namespace CcatOps.Infrastructure.UnitTests.Journal;

public sealed class PruningTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Test]
    public async Task What_was_settled_longer_than_the_retention_goes_and_the_rest_stays()
    {
        using var files = new JournalCase();
        await using var journal = await OfOneRecordEachAsync(
            files, Accepted(1), Accepted(2), Settled(3, Noon), Accepted(3), Settled(4, Noon.AddDays(1)), Accepted(4));

        Assert.That(journal.Prune(Noon.Add(Week).AddTicks(-1), Week), Is.Zero);
        Assert.That(journal.Prune(Noon.Add(Week), Week), Is.EqualTo(3));
        Assert.That(Sequences(journal), Is.EqualTo([3, 4]));
        Assert.That(journal.Prune(Noon.AddYears(1), Week), Is.EqualTo(1));
        Assert.That(Sequences(journal), Is.EqualTo([4]));
    }

    [Test]
    public async Task The_newest_settlement_is_never_lost()
    {
        using var files = new JournalCase();
        await using (var journal = await OfOneRecordEachAsync(files, Accepted(1), Settled(2, Noon)))
            Assert.That(journal.Prune(Noon.AddYears(1), Week), Is.EqualTo(1));

        await using var again = files.Open();

        Assert.That(again.States().Settled.Below, Is.EqualTo(2));
    }

    [Test]
    public async Task A_segment_with_one_unsettled_transaction_stays()
    {
        using var files = new JournalCase();
        await using (var journal = files.Open())
        {
            foreach (var record in new JournalRecord[] { Accepted(1), Accepted(9), Accepted(2) })
                await journal.AppendAsync(record);
        }

        await using var next = await OfOneRecordEachAsync(files, Settled(9, Noon), Settled(9, Noon));

        Assert.That(next.Prune(Noon.AddYears(1), Week), Is.Zero);
        Assert.That(Sequences(next), Is.EquivalentTo([1, 2, 9]));
    }

    [Test]
    public async Task A_discard_stays_as_long_as_what_it_discards()
    {
        using var files = new JournalCase();
        await using (var journal = files.Open())
        {
            await journal.AppendAsync(Accepted(1));
            await journal.AppendAsync(Accepted(9));
        }

        await using var next = await OfOneRecordEachAsync(files, Discarded(1), Edited(1, "x"), Settled(9, Noon));

        Assert.That(next.Prune(Noon.AddYears(1), Week), Is.Zero);
        await next.AppendAsync(Settled(10, Noon));
        Assert.That(next.Prune(Noon.AddYears(1), Week), Is.EqualTo(4));
    }

    [Test]
    public async Task The_discard_of_an_unknown_sequence_stays_as_long_as_any_transaction()
    {
        using var files = new JournalCase();
        await using var journal = await OfOneRecordEachAsync(
            files, Accepted(1), new JournalRecord.Discarded(Id(9)), Accepted(9), Settled(9, Noon));

        Assert.That(journal.Prune(Noon.AddYears(1), Week), Is.EqualTo(1));
        Assert.That(Texts(journal.Read(9)), Is.EqualTo(Texts([new JournalRecord.Discarded(Id(9)), Accepted(9)])));
    }

    [Test]
    public async Task A_segment_that_another_process_writes_stays()
    {
        using var files = new JournalCase();
        await using var writer = files.Open();
        await writer.AppendAsync(Accepted(1));
        await using var other = await OfOneRecordEachAsync(files, Settled(2, Noon));

        Assert.That(other.Prune(Noon.AddYears(1), Week), Is.Zero);
        await writer.DisposeAsync();
        Assert.That(other.Prune(Noon.AddYears(1), Week), Is.EqualTo(1));
    }

    [Test]
    public async Task Nothing_goes_without_a_settlement()
    {
        using var files = new JournalCase();
        await using var journal = await OfOneRecordEachAsync(files, Accepted(1), Accepted(2));

        Assert.That(journal.Prune(Noon.AddYears(1), Week), Is.Zero);
    }

    private static JournalRecord.Settled Settled(long below, DateTimeOffset at) => new(below, at);

    private static IEnumerable<long> Sequences(JournalFolder journal) => journal.Read(0).OfType<JournalRecord.Accepted>().Select(record => record.Sequence);

    /// <summary>A journal with a segment for each record.</summary>
    private static async Task<JournalFolder> OfOneRecordEachAsync(JournalCase files, params JournalRecord[] records)
    {
        var journal = files.Open(segmentBytes: 1);
        foreach (var record in records)
            await journal.AppendAsync(record);
        return journal;
    }
}
