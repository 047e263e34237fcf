using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Draining;

public sealed partial class BufferDrainerTests
{
    private static readonly Failure NoTable = new("42P01", "relation does not exist");
    private static readonly Failure Locked = new("55P03", "canceling statement due to lock timeout");

    [TestCase("42P01")]
    [TestCase("42501")]
    [TestCase("XX000")]
    [TestCase("53100")]
    public async Task Mains_own_state_stops_the_drain_with_a_reason_and_uses_up_no_attempt(string sqlState)
    {
        source.Add(Independent(1, 10));
        main.RefusalOfAll = new Failure(sqlState, "not now");
        for (var i = 0; i < 100; i++)
            await DrainAndWaitAsync();
        Assert.That(source.Queue.Select(entry => entry.Attempts), Is.All.Zero);
        Assert.That(source.Failed, Is.Empty);
        Assert.That((drainer.Status.State, drainer.Status.Cause), Is.EqualTo((DrainState.WaitingForMain, FailureClass.ServerState)));
        Assert.That(drainer.Status.Reason, Does.Contain(sqlState));

        main.RefusalOfAll = null;
        time.Advance(TimeSpan.FromSeconds(5));
        await DrainAllAsync();
        Assert.That(Applied(), Is.EquivalentTo(Enumerable.Range(1, 10)));
        Assert.That(drainer.SetAside, Is.Empty);
    }

    [Test]
    public async Task While_main_takes_nothing_nothing_is_being_applied()
    {
        source.Add(Independent(1, 10));
        main.RefusalOfAll = NoTable;
        await DrainAsync();
        Assert.That(source.Returned, Is.EqualTo(Enumerable.Range(1, 10).Select(Id)));
    }

    [Test]
    public async Task Mains_own_state_is_probed_with_one_transaction_at_growing_intervals()
    {
        await GrowTo(128);
        source.Add(Independent(1_001, 100));
        main.RefusalOfAll = NoTable;
        main.Sent.Clear();
        await DrainAsync();
        for (var second = 0; second < 60; second++)
            await DrainAndWaitAsync();
        Assert.That(main.Sent[0], Is.EqualTo(new[] { 100 }));
        Assert.That(main.Sent[1..], Is.All.EqualTo(new[] { 1 }));
        Assert.That(main.Sent, Has.Count.InRange(10, 20));
    }

    [Test]
    public async Task After_a_probe_that_passes_the_drain_goes_on_at_once()
    {
        source.Add(Independent(1, 60));
        main.RefusalOfAll = NoTable;
        await DrainAsync();
        main.RefusalOfAll = null;
        time.Advance(RetrySchedule.ServerDelay(1));
        Assert.That(new[] { await DrainAsync(), await DrainAsync() }, Is.All.True);
        Assert.That(Applied(), Is.EquivalentTo(Enumerable.Range(1, 60)));
        Assert.That(drainer.Status.State, Is.EqualTo(DrainState.Running));
    }

    [Test]
    public async Task One_transaction_that_always_meets_mains_state_is_named_and_set_aside_with_its_entity()
    {
        source.Add([Buffered(1, "a"), Buffered(2, "a"), .. Independent(3, 50)]);
        main.Refusals[Id(1)] = NoTable;
        for (var i = 0; i < 30; i++)
            await DrainAndWaitAsync();
        Assert.That(Applied(), Is.EquivalentTo(Enumerable.Range(3, 50)));
        Assert.That(drainer.SetAside.Single().TransactionId, Is.EqualTo(Id(1)));
        Assert.That(source.Queue.Select(entry => (entry.Sequence, entry.Attempts)), Is.EqualTo(new[] { (1L, 0), (2L, 0) }));

        main.Refusals.Clear();
        time.Advance(TimeSpan.FromMinutes(1));
        await DrainAllAsync();
        Assert.That(Applied().TakeLast(2), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(drainer.SetAside, Is.Empty);
    }

    [Test]
    public async Task What_main_refuses_for_its_state_while_it_takes_others_is_divided_and_set_aside()
    {
        await GrowTo(128);
        source.Add(Independent(1_001, 100));
        main.Refusals[Id(1_042)] = NoTable;
        for (var i = 0; i < 10; i++)
            await DrainAndWaitAsync();
        Assert.That(Applied(), Is.EquivalentTo(Enumerable.Range(1_001, 100).Except([1_042])));
        Assert.That(drainer.SetAside.Single().TransactionId, Is.EqualTo(Id(1_042)));
        Assert.That(source.Failed, Is.Empty);
    }

    [TestCase("55P03")]
    [TestCase("40P01")]
    [TestCase("40001")]
    public async Task A_lock_defers_what_needs_it_with_its_entity_and_nothing_else(string sqlState)
    {
        source.Add(Buffered(1, "a"), Buffered(2, "b"), Buffered(3, "a"), Buffered(4, "c"));
        main.Refusals[Id(1)] = new Failure(sqlState, "locked");
        await DrainAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 2, 4 }));
        Assert.That(source.Queue.Select(entry => (entry.Sequence, entry.Attempts)), Is.EqualTo(new[] { (1L, 0), (3L, 0) }));
        Assert.That(drainer.Status.State, Is.EqualTo(DrainState.Running));

        main.Refusals.Clear();
        time.Advance(RetrySchedule.SetAsideDelay(FailureClass.Contention, 1, TimeSpan.Zero));
        await DrainAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 2, 4, 1, 3 }));
    }

    [Test]
    public async Task What_comes_before_a_follower_of_a_locked_transaction_is_applied()
    {
        source.Add(Buffered(1, "a"));
        main.Refusals[Id(1)] = Locked;
        await DrainAsync();
        source.Add(Buffered(2, "b"), Buffered(3, "a", "b"), Buffered(4, "b"));
        await DrainAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 2 }));
    }

    [Test]
    public async Task A_locked_transaction_that_is_due_takes_nothing_with_it()
    {
        source.Add(Buffered(1, "a"));
        main.Refusals[Id(1)] = Locked;
        await DrainAsync();
        source.Add(Independent(2, 20));
        time.Advance(TimeSpan.FromSeconds(1));
        main.Sent.Clear();
        await DrainAsync();
        Assert.That(main.Sent, Is.EqualTo(new[] { new[] { 1, 20 } }));
    }

    [Test]
    public async Task Many_that_wait_for_a_lock_do_not_hide_those_behind_them()
    {
        source.Add([.. Enumerable.Range(1, 300).Select(sequence => Buffered(sequence, "a")), Buffered(301, "b")]);
        main.Refusals[Id(1)] = Locked;
        await DrainAsync();
        await DrainAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 301 }));
    }

    [Test]
    public async Task Of_many_that_wait_for_a_lock_a_few_are_tried_and_all_once_one_of_them_passes()
    {
        source.Add(Independent(1, 60));
        foreach (var sequence in Enumerable.Range(1, 60))
            main.Refusals[Id(sequence)] = Locked;
        await DrainAsync();
        main.Sent.Clear();
        time.Advance(TimeSpan.FromSeconds(5));
        await DrainAsync();
        Assert.That(main.Sent.Sum(groups => groups.Sum()), Is.EqualTo(8));

        main.Refusals.Clear();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(new[] { await DrainAsync(), await DrainAsync() }, Is.All.True);
        Assert.That(Applied(), Is.EquivalentTo(Enumerable.Range(1, 60)));
    }

    [Test]
    public async Task What_breaks_off_again_and_again_alone_is_passed_by_and_tried_again_alone()
    {
        main.BreaksOff = Id(1);
        source.Add([Buffered(1, "a"), Buffered(2, "a"), .. Independent(3, 30)]);
        for (var i = 0; i < 30; i++)
            await DrainAndWaitAsync();
        Assert.That(Applied(), Is.EquivalentTo(Enumerable.Range(3, 30)));
        Assert.That(source.Queue.Select(entry => (entry.Sequence, entry.Attempts)), Is.EqualTo(new[] { (1L, 0), (2L, 0) }));
        Assert.That(main.Sent[^1], Is.EqualTo(new[] { 1 }));

        main.BreaksOff = null;
        time.Advance(TimeSpan.FromSeconds(5));
        await DrainAllAsync();
        Assert.That(Applied().TakeLast(2), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task The_wait_for_what_is_set_aside_is_over_as_soon_as_it_is_due()
    {
        source.Add(Buffered(1, "a"));
        main.Refusals[Id(1)] = Locked;
        var waiting = drainer.DrainOrWaitForLinkAsync(CancellationToken.None);
        Assert.That(waiting.IsCompleted, Is.False);

        main.Refusals.Clear();
        time.Advance(RetrySchedule.SetAsideDelay(FailureClass.Contention, 1, TimeSpan.Zero));
        Assert.That(await waiting, Is.True);
        await DrainAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 1 }));
    }
}
