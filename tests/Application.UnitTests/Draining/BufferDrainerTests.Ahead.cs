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
    public async Task What_was_fetched_goes_without_what_a_refused_transaction_of_the_batch_before_it_holds_back()
    {
        source.Add([Buffered(1, "a"), .. Independent(2, 63), Buffered(65, "a", "b"), Buffered(66, "b"), Buffered(67, "c")]);
        main.Refusals[Id(1)] = NoSuchUnit;
        await DrainAsync();
        await DrainAsync();
        Assert.That(source.PeekedCounts, Has.Count.EqualTo(1));
        Assert.That(Applied(), Is.EquivalentTo(Enumerable.Range(2, 63).Append(67)));

        await DrainAllAsync();
        Assert.That(source.Parked.Select(entry => entry.Sequence), Is.EqualTo(new[] { 65, 66 }));
        Assert.That(source.Queue, Is.Empty);
    }

    [Test]
    public async Task What_was_fetched_goes_without_what_has_to_wait_for_a_further_attempt()
    {
        source.Add([Buffered(1, "a"), .. Independent(2, 63), Buffered(65, "a"), Buffered(66, "b")]);
        main.Refusals[Id(1)] = Internal;
        await DrainAllAsync();
        main.Refusals.Clear();
        time.Advance(TimeSpan.FromSeconds(5));
        await DrainAllAsync();
        Assert.That(Applied().Where(sequence => sequence is 1 or > 64), Is.EqualTo(new[] { 66, 1, 65 }));
    }

    [Test]
    public async Task Where_refusals_are_met_the_next_batch_is_fetched_all_the_same()
    {
        await GrowTo(128);
        var (peeks, before) = (source.PeekedCounts.Count, source.FetchedCounts.Count);
        var sequences = Enumerable.Range(1_001, 128 + 256 + 512 + 10).ToArray();
        source.Add(sequences.Select(sequence => Buffered(sequence, $"entity-{sequence / 2}")));
        foreach (var sequence in sequences.Where(sequence => sequence % 50 == 0))
            main.Refusals[Id(sequence)] = NoSuchUnit;
        for (var batch = 0; batch < 4; batch++)
            await DrainAsync();
        Assert.That((source.PeekedCounts.Count - peeks, source.FetchedCounts.Count - before), Is.EqualTo((1, 3)));
        Assert.That(source.Failed, Has.Count.EqualTo(main.Refusals.Count));
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
    public async Task What_was_applied_is_confirmed_while_the_next_batch_is_at_main()
    {
        source.Add(Independent(1, 64 + 128));
        var held = HoldUpConfirmations();
        await DrainAsync();
        await DrainAsync();
        Assert.That((main.Applied.Count, source.Confirmed.Count), Is.EqualTo((192, 0)));

        held.SetResult();
        await DrainAllAsync();
        Assert.That(source.Confirmed, Is.EqualTo(main.Applied.Select(entry => entry.Transaction.Id)));
    }

    [Test]
    public async Task A_new_session_begins_when_all_that_was_applied_is_confirmed()
    {
        source.Add(Independent(1, 64 + 128));
        var held = HoldUpConfirmations();
        await DrainAsync();
        drainer.MeetMainAnew();
        var next = DrainAsync();
        Assert.That(main.Epoch, Is.EqualTo(1));

        held.SetResult();
        await next;
        Assert.That((main.Epoch, source.Confirmed.Count), Is.EqualTo((2, 192)));
    }

    [TestCase("confirm")]
    [TestCase("confirmed")]
    public async Task A_buffer_that_is_away_while_two_batches_are_not_confirmed_costs_no_repetition(string step)
    {
        source.Add(Independent(1, 64 + 128 + 256));
        TroubleOnce(step);
        await DrainAllAsync();
        Assert.That(Applied(), Is.EqualTo(Enumerable.Range(1, 448)));
        Assert.That(source.Confirmed, Is.EquivalentTo(main.Applied.Select(entry => entry.Transaction.Id)));
    }

    [Test]
    public async Task A_buffer_that_is_away_for_a_moment_costs_no_batch()
    {
        source.Add(Independent(1, 64 + 64));
        TroubleOnce("peek behind");
        await DrainAllAsync();
        Assert.That(main.Batches, Is.EqualTo(2));
    }

    private TaskCompletionSource HoldUpConfirmations()
    {
        var held = new TaskCompletionSource();
        source.HeldUp = held.Task;
        return held;
    }
}
