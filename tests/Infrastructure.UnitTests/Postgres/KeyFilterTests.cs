using CcatOps.Infrastructure.Postgres;

namespace CcatOps.Infrastructure.UnitTests.Postgres;

public sealed class KeyFilterTests
{
    private readonly Random random = new(1);

    [Test]
    public void It_contains_what_was_added_also_when_it_has_grown()
    {
        var hashes = Hashes(10_000);
        var filter = Filled(hashes);
        Assert.That(hashes.Where(hash => !filter.MayContain(hash)), Is.Empty);
    }

    [Test]
    public void It_contains_few_others()
    {
        var filter = Filled(Hashes(10_000));
        Assert.That(Hashes(10_000).Count(filter.MayContain), Is.LessThan(500));
    }

    private static KeyFilter Filled(IEnumerable<ulong> hashes)
    {
        var filter = new KeyFilter(capacity: 1_000);
        foreach (var hash in hashes)
            filter.Add(hash);
        return filter;
    }

    private ulong[] Hashes(int count) => [.. Enumerable.Range(0, count).Select(_ => (ulong)random.NextInt64())];
}
