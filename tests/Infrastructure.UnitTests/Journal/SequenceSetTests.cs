using CcatOps.Infrastructure.Journal;

namespace CcatOps.Infrastructure.UnitTests.Journal;

public sealed class SequenceSetTests
{
    [TestCase(new long[0], 0, "")]
    [TestCase(new long[0], 9, "1-9")]
    [TestCase(new long[] { 1, 2, 3 }, 3, "")]
    [TestCase(new long[] { 1, 2, 3 }, 5, "4-5")]
    [TestCase(new long[] { 3, 1 }, 3, "2-2")]
    [TestCase(new long[] { 4, 5, 8 }, 9, "1-3 6-7 9-9")]
    [TestCase(new long[] { 1, 5 }, 3, "2-3", Description = "what is above the bound is not looked at")]
    [TestCase(new long[] { 0, -1 }, 1, "1-1", Description = "what is no sequence is left out")]
    [TestCase(new long[] { 63, 64, 65, 16_383, 16_384, 1_000_001 }, 1_000_001, "1-62 66-16382 16385-1000000")]
    public void What_is_missing_is_told_in_order(long[] present, long upTo, string missing) =>
        Assert.That(Text(Of(present).Missing(upTo, join: 0)), Is.EqualTo(missing));

    [TestCase(0, "1-1 3-3 6-6")]
    [TestCase(2, "1-3 6-6")]
    [TestCase(3, "1-6")]
    public void Places_that_are_close_are_told_as_one(int join, string missing) =>
        Assert.That(Text(Of([2, 4, 5]).Missing(6, join)), Is.EqualTo(missing));

    [Test]
    public void A_union_holds_what_either_held()
    {
        var all = Of([1, 100_000]);
        all.UnionWith(Of([2, 100_001]));

        Assert.That(new long[] { 0, 1, 2, 3, 99_999, 100_000, 100_001, 100_002 }.Where(all.Contains), Is.EqualTo(new long[] { 1, 2, 100_000, 100_001 }));
    }

    [TestCase(new long[] { 1, 2 }, new long[] { 1, 2, 3 }, null)]
    [TestCase(new long[] { 1, 2, 1_000_002, 1_000_003 }, new long[] { 1, 2 }, 1_000_002)]
    [TestCase(new long[] { 1, 2, 3 }, new long[] { 1, 3 }, 2)]
    public void The_least_that_another_lacks_is_found(long[] own, long[] others, long? least) =>
        Assert.That(Of(own).LeastNotIn(Of(others)), Is.EqualTo(least));

    [Test]
    public void A_million_take_little_room()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var set = Of(Enumerable.Range(1, 1_000_000).Select(sequence => (long)sequence));

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(300_000));
        Assert.That(set.Missing(1_000_000, join: 0), Is.Empty);
    }

    private static SequenceSet Of(IEnumerable<long> sequences)
    {
        var set = new SequenceSet();
        foreach (var sequence in sequences)
            set.Add(sequence);
        return set;
    }

    private static string Text(IEnumerable<(long Least, long Greatest)> ranges) =>
        string.Join(' ', ranges.Select(range => $"{range.Least}-{range.Greatest}"));
}
