using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Draining;

public sealed partial class BufferDrainerTests
{
    [Test]
    public async Task What_follows_a_full_batch_is_fetched_while_it_is_applied()
    {
        source.Add(Independent(1, 64 + 128 + 10));
        await DrainAllAsync();
        Assert.That((source.FetchedCounts.Count, main.Batches), Is.EqualTo((2, 3)));
        Assert.That(Applied(), Is.EqualTo(Enumerable.Range(1, 202)));
    }

    [Test]
    public async Task Nothing_is_fetched_behind_a_batch_that_is_not_full()
    {
        source.Add(Independent(1, 10));
        await DrainAllAsync();
        Assert.That(source.FetchedCounts, Is.Empty);
    }

    [Test]
    public async Task What_was_fetched_behind_a_refused_transaction_is_looked_at_anew()
    {
        var refused = Buffered(1, "a");
        source.Add([refused, .. Independent(2, 63), Buffered(65, "a"), Buffered(66, "b")]);
        main.Refusals[refused.Transaction.Id] = NoSuchUnit;
        await DrainAllAsync();
        Assert.That(source.FetchedCounts, Is.Not.Empty);
        Assert.That(Applied(), Does.Not.Contain(65L).And.Contain(66L));
        Assert.That(source.Parked.Select(entry => entry.Sequence), Is.EqualTo(new[] { 65 }));
    }

    [Test]
    public async Task What_was_fetched_is_forgotten_with_the_session()
    {
        source.Add(Independent(1, 64 + 64));
        await DrainAsync();
        drainer.MeetMainAnew();
        source.PauseReason = "maintenance at main";
        await DrainAsync();
        Assert.That(main.Applied, Has.Count.EqualTo(64));
    }

    [Test]
    public async Task A_buffer_that_is_away_for_a_moment_costs_no_batch()
    {
        source.Add(Independent(1, 64 + 64));
        TroubleOnce("peek behind");
        await DrainAllAsync();
        Assert.That(main.Batches, Is.EqualTo(2));
    }
}
