using CcatOps.Application.Draining;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Draining;

public sealed class BufferDrainerTests
{
    private static readonly Failure NoSuchUnit = new("23503", "insert violates foreign key constraint");
    private static readonly Failure Internal = new("XX000", "cache lookup failed");

    private FakeDrainSource source = null!;
    private FakeMainDatabase main = null!;
    private FakeTimeProvider time = null!;
    private Mock<IDrainObserver> observer = null!;
    private DrainLease lease = null!;
    private BufferDrainer drainer = null!;

    [SetUp]
    public async Task Hold_the_lease()
    {
        source = new FakeDrainSource();
        main = new FakeMainDatabase();
        time = new FakeTimeProvider();
        observer = new Mock<IDrainObserver>();
        lease = new DrainLease(source);
        drainer = new BufferDrainer(Secondary, source, main, lease, time, observer.Object, NullLogger<BufferDrainer>.Instance);
        await lease.RenewAsync(CancellationToken.None);
    }

    [Test]
    public async Task What_was_accepted_first_is_applied_first()
    {
        source.Add(Independent(1, 200));
        await DrainAllAsync();
        Assert.That(main.Applied.Select(entry => entry.Sequence), Is.EqualTo(Enumerable.Range(1, 200)));
        Assert.That(source.Confirmed, Is.EqualTo(main.Applied.Select(entry => entry.Transaction.Id)));
        Assert.That(source.Queue, Is.Empty);
    }

    [Test]
    public async Task A_batch_is_one_round_trip()
    {
        source.Add(Independent(1, 64));
        await DrainAsync();
        Assert.That((main.Batches, main.MarkerQueries), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task The_caller_should_come_again_until_nothing_waits()
    {
        source.Add(Independent(1, 65));
        Assert.That(new[] { await DrainAsync(), await DrainAsync(), await DrainAsync() }, Is.EqualTo(new[] { true, true, false }));
    }

    [Test]
    public async Task Each_batch_is_told_to_the_observer()
    {
        source.Add(Independent(1, 65));
        await DrainAllAsync();
        observer.Verify(watching => watching.BatchApplied(64, It.IsAny<TimeSpan>()), Times.Once);
        observer.Verify(watching => watching.BatchApplied(1, It.IsAny<TimeSpan>()), Times.Once);
    }

    [Test]
    public async Task What_a_newer_program_has_taken_fails_and_is_not_half_applied()
    {
        var entries = Independent(1, 3).ToArray();
        entries[1] = entries[1] with { Transaction = entries[1].Transaction with { Version = Domain.Writes.Transaction.CurrentVersion + 1 } };
        source.Add(entries);
        await DrainAllAsync();
        Assert.That(source.Failed.Keys, Is.EqualTo(new[] { Id(2) }));
        Assert.That(Applied(), Is.EqualTo(new[] { 1, 3 }));
    }

    [Test]
    public async Task A_poisonous_transaction_in_a_batch_fails_alone()
    {
        await GrowTo(128);
        source.Add(Independent(1_001, 100));
        main.Refusals[Id(1_042)] = NoSuchUnit;
        await DrainAllAsync();
        Assert.That(source.Failed, Is.EqualTo(new Dictionary<Guid, Failure> { [Id(1_042)] = NoSuchUnit }));
        Assert.That(Applied(), Is.EquivalentTo(Enumerable.Range(1_001, 100).Except([1_042])));
    }

    [Test]
    public async Task A_poisonous_transaction_without_followers_is_found_in_three_batches()
    {
        await GrowTo(128);
        var before = main.Batches;
        source.Add(Independent(1_001, 100));
        main.Refusals[Id(1_042)] = NoSuchUnit;
        await DrainAsync();
        Assert.That(main.Batches - before, Is.EqualTo(3), "the whole batch, small groups, single ones");
    }

    [Test]
    public async Task A_poisonous_transaction_among_many_of_one_entity_is_found_in_a_logarithmic_number_of_batches()
    {
        await GrowTo(128);
        var before = main.Batches;
        source.Add([.. Enumerable.Range(1_001, 100).Select(sequence => Buffered(sequence, "a"))]);
        main.Refusals[Id(1_042)] = NoSuchUnit;
        await DrainAsync();
        Assert.That(main.Batches - before, Is.LessThanOrEqualTo(2 * 7 + 1));
        Assert.That(Applied().Last(), Is.EqualTo(1_041));
    }

    [Test]
    public async Task Where_refusals_are_met_groups_are_small_so_that_one_takes_little_with_it()
    {
        await GrowTo(128);
        source.Add(Independent(1_001, 200));
        main.Refusals[Id(1_042)] = main.Refusals[Id(1_142)] = NoSuchUnit;
        await DrainAsync();
        var before = main.Batches;
        await DrainAsync();
        Assert.That(main.Batches - before, Is.EqualTo(2), "small groups, single ones");
    }

    [Test]
    public async Task Followers_of_a_failed_transaction_are_held_back_while_others_go_through()
    {
        source.Add(Buffered(1, "a"), Buffered(2, "b"), Buffered(3, "a"), Buffered(4, "c"), Buffered(5, "a"));
        main.Refusals[Id(1)] = NoSuchUnit;
        await DrainAllAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 2, 4 }));
        Assert.That(source.Parked.Select(entry => entry.Sequence), Is.EqualTo(new[] { 3, 5 }));
    }

    [Test]
    public async Task What_is_held_back_holds_back_its_own_entities()
    {
        source.Add(Buffered(1, "a"), Buffered(2, "a", "b"), Buffered(3, "b"), Buffered(4, "c"));
        main.Refusals[Id(1)] = NoSuchUnit;
        await DrainAllAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 4 }));
        Assert.That(source.Parked.Select(entry => entry.Sequence), Is.EqualTo(new[] { 2, 3 }));
    }

    [Test]
    public async Task What_came_before_a_failed_transaction_of_the_same_entity_is_applied()
    {
        source.Add(Buffered(1, "a"), Buffered(2, "a"), Buffered(3, "a"));
        main.Refusals[Id(2)] = NoSuchUnit;
        await DrainAllAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task A_lost_answer_to_a_commit_is_one_effect_and_no_failure()
    {
        source.Add(Independent(1, 10));
        FaultOnce(LinkFault.AnswerLost);
        await DrainAllAsync();
        Assert.That(Applied(), Is.EqualTo(Enumerable.Range(1, 10)));
        Assert.That(source.Failed, Is.Empty);
        Assert.That(source.Confirmed, Has.Count.EqualTo(10));
    }

    [Test]
    public async Task What_a_lost_answer_left_in_doubt_is_not_sent_again()
    {
        source.Add(Independent(1, 64));
        FaultOnce(LinkFault.AnswerLost);
        await DrainAllAsync();
        Assert.That(main.Batches, Is.EqualTo(1));
        Assert.That(source.Confirmed, Has.Count.EqualTo(64));
    }

    [Test]
    public async Task A_batch_that_the_buffer_could_not_confirm_is_not_sent_again()
    {
        source.Add(Independent(1, 64));
        TroubleOnce("confirm");
        await DrainAllAsync();
        Assert.That(main.Batches, Is.EqualTo(1));
        Assert.That(source.Confirmed, Has.Count.EqualTo(64));
    }

    [TestCase("08006")]
    [TestCase("53300")]
    [TestCase("57P01")]
    [TestCase("40001")]
    public async Task An_error_of_the_link_or_the_server_uses_up_no_attempt_however_often(string sqlState)
    {
        source.Add(Buffered(1, "a"));
        main.Refusals[Id(1)] = new Failure(sqlState, "away");
        for (var i = 0; i < 200; i++)
            await DrainAndWaitAsync();
        Assert.That(source.Queue.Single().Attempts, Is.Zero);
        Assert.That(source.Failed, Is.Empty);

        main.Refusals.Clear();
        await DrainAllAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task A_connection_that_breaks_uses_up_no_attempt_however_often()
    {
        source.Add(Buffered(1, "a"));
        main.Fault = () => LinkFault.Cut;
        for (var i = 0; i < 200; i++)
            await DrainAndWaitAsync();
        Assert.That(source.Queue.Single().Attempts, Is.Zero);
    }

    [Test]
    public async Task A_main_database_that_is_away_uses_up_no_attempt()
    {
        source.Add(Buffered(1, "a"));
        main.IsAway = true;
        for (var i = 0; i < 200; i++)
            await DrainAndWaitAsync();
        Assert.That(source.Queue.Single().Attempts, Is.Zero);
        Assert.That(drainer.Status.State, Is.EqualTo(DrainState.WaitingForMain));
        Assert.That(drainer.Status.Reason, Does.Contain("connection refused"));
    }

    [Test]
    public async Task While_it_waits_for_the_link_nothing_is_sent()
    {
        source.Add(Buffered(1, "a"));
        main.Fault = () => LinkFault.Cut;
        await DrainAsync();
        await DrainAsync();
        Assert.That(main.Batches, Is.EqualTo(1));

        main.Fault = () => LinkFault.None;
        time.Advance(RetrySchedule.LinkDelay(1) - TimeSpan.FromMilliseconds(1));
        await DrainAsync();
        Assert.That(main.Batches, Is.EqualTo(1));

        time.Advance(TimeSpan.FromMilliseconds(1));
        await DrainAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task The_wait_for_the_link_is_over_as_soon_as_the_next_try_is_due()
    {
        source.Add(Buffered(1, "a"));
        FaultOnce(LinkFault.Cut);
        var waiting = drainer.DrainOrWaitForLinkAsync(CancellationToken.None);
        Assert.That(waiting.IsCompleted, Is.False);

        time.Advance(RetrySchedule.LinkDelay(1));
        Assert.That(await waiting, Is.True);
        await DrainAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task With_nothing_to_do_and_main_in_reach_there_is_no_wait() =>
        Assert.That(await drainer.DrainOrWaitForLinkAsync(CancellationToken.None), Is.False);

    [Test]
    public async Task The_drain_says_that_it_runs_once_the_link_is_back()
    {
        source.Add(Buffered(1, "a"));
        FaultOnce(LinkFault.Cut);
        await DrainAsync();
        Assert.That(drainer.Status.State, Is.EqualTo(DrainState.WaitingForMain));

        await DrainAllAsync();
        Assert.That(drainer.Status, Is.EqualTo(new DrainStatus(DrainState.Running, LastError: FakeMainDatabase.NoAnswer.ToString())));
    }

    [Test]
    public async Task Main_that_answers_with_a_refusal_is_not_waited_for()
    {
        source.Add(Buffered(1, "a"));
        main.Refusals[Id(1)] = Internal;
        FaultOnce(LinkFault.Cut);
        await DrainAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        await DrainAsync();
        Assert.That(drainer.Status, Is.EqualTo(new DrainStatus(DrainState.Running, LastError: Internal.ToString())));
    }

    [Test]
    public async Task An_error_that_may_pass_uses_up_attempts_with_the_delay_of_the_schedule_and_then_fails()
    {
        source.Add(Buffered(1, "a"));
        main.Refusals[Id(1)] = Internal;
        await DrainAsync();
        Assert.That(source.Queue.Single().Attempts, Is.EqualTo(1));

        time.Advance(TimeSpan.FromSeconds(4.9));
        await DrainAsync();
        Assert.That(source.Queue.Single().Attempts, Is.EqualTo(1));

        time.Advance(TimeSpan.FromSeconds(0.1));
        await DrainAsync();
        Assert.That(source.Queue.Single().Attempts, Is.EqualTo(2));

        time.Advance(TimeSpan.FromSeconds(10));
        await DrainAsync();
        Assert.That(source.Failed, Is.EqualTo(new Dictionary<Guid, Failure> { [Id(1)] = Internal }));
    }

    [Test]
    public async Task An_error_that_passes_leaves_nothing_behind()
    {
        source.Add(Buffered(1, "a"), Buffered(2, "a"));
        main.Refusals[Id(1)] = Internal;
        await DrainAsync();
        main.Refusals.Clear();
        time.Advance(TimeSpan.FromSeconds(5));
        await DrainAllAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task Later_transactions_do_not_overtake_one_that_will_be_tried_again()
    {
        source.Add(Buffered(1, "a"), Buffered(2, "a"));
        main.Refusals[Id(1)] = Internal;
        await DrainAsync();
        Assert.That(main.Applied, Is.Empty);
    }

    [Test]
    public async Task While_main_is_away_nothing_is_marked_as_being_applied()
    {
        source.Add(Buffered(1, "a"));
        main.IsAway = true;
        await DrainAsync();
        Assert.That(source.PeekedCounts, Is.Empty);
        Assert.That(drainer.Status.State, Is.EqualTo(DrainState.WaitingForMain));
    }

    [Test]
    public async Task One_that_waits_for_its_next_attempt_holds_up_nobody_else_and_keeps_nobody_busy()
    {
        source.Add(Buffered(1, "a"), Buffered(2, "a"), Buffered(3, "b"));
        main.Refusals[Id(1)] = Internal;
        await DrainAllAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 3 }));
        Assert.That(await drainer.DrainAsync(CancellationToken.None), Is.False);
    }

    [Test]
    public async Task A_stale_epoch_stops_the_drain_and_nothing_is_applied()
    {
        source.Add(Buffered(1, "a"));
        await DrainAsync();
        source.Add(Buffered(2, "a"));
        main.TakeOver();
        await DrainAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 1 }));
        Assert.That(drainer.Status.State, Is.EqualTo(DrainState.Standby));
        Assert.That(lease.IsHeld, Is.False);
    }

    [Test]
    public async Task A_paused_drain_applies_nothing_and_says_why()
    {
        source.Add(Buffered(1, "a"));
        source.PauseReason = "maintenance at main";
        Assert.That(await DrainAsync(), Is.False);
        Assert.That(main.Applied, Is.Empty);
        Assert.That(drainer.Status, Is.EqualTo(new DrainStatus(DrainState.Paused, "maintenance at main")));
    }

    [Test]
    public async Task A_resumed_drain_goes_on()
    {
        source.Add(Buffered(1, "a"));
        source.PauseReason = "maintenance at main";
        await DrainAsync();
        source.PauseReason = null;
        await DrainAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 1 }));
        Assert.That(drainer.Status.State, Is.EqualTo(DrainState.Running));
    }

    [Test]
    public async Task A_lease_that_another_has_taken_stops_the_drain()
    {
        source.Add(Buffered(1, "a"));
        source.LeaseHolder = "another";
        await DrainAsync();
        Assert.That(main.Batches, Is.Zero);
        Assert.That(lease.IsHeld, Is.False);
        Assert.That(drainer.Status.State, Is.EqualTo(DrainState.Standby));
    }

    [Test]
    public async Task Without_the_lease_the_buffer_is_not_even_looked_at()
    {
        lease.Lose();
        await DrainAsync();
        Assert.That(source.PeekedCounts, Is.Empty);
        Assert.That(drainer.Status.State, Is.EqualTo(DrainState.Standby));
    }

    [Test]
    public async Task A_buffer_that_is_away_stops_the_drain_and_says_why()
    {
        TroubleOnce("peek");
        Assert.That(await DrainAsync(), Is.False);
        Assert.That(drainer.Status, Is.EqualTo(new DrainStatus(DrainState.Standby, "the buffer is away", "the buffer is away")));
    }

    [Test]
    public async Task One_term_has_one_epoch()
    {
        source.Add(Independent(1, 200));
        await DrainAllAsync();
        Assert.That(main.Epoch, Is.EqualTo(1));
    }

    [Test]
    public async Task A_new_term_takes_a_new_epoch()
    {
        source.Add(Buffered(1, "a"));
        await DrainAsync();
        lease.Lose();
        await lease.RenewAsync(CancellationToken.None);
        source.Add(Buffered(2, "a"));
        await DrainAsync();
        Assert.That(main.Epoch, Is.EqualTo(2));
        Assert.That(Applied(), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task A_new_term_asks_for_the_markers_of_what_an_earlier_drainer_may_have_applied()
    {
        source.Add(Independent(1, 100));
        await main.ApplyAsync([[.. source.Queue.Take(80)]], 0, CancellationToken.None);
        await DrainAllAsync();
        Assert.That(Applied(), Is.EqualTo(Enumerable.Range(1, 100)));
        Assert.That(source.Failed, Is.Empty);
        Assert.That(main.Batches, Is.EqualTo(2));
    }

    [Test]
    public async Task A_new_term_raises_the_sequence_above_the_markers()
    {
        await main.ApplyAsync([[Buffered(41, "a")]], 0, CancellationToken.None);
        await DrainAsync();
        Assert.That(source.Sequence, Is.EqualTo(41));
    }

    [Test]
    public async Task A_main_database_without_markers_says_nothing_of_the_sequence()
    {
        source.Trouble = step => Assert.That(step, Is.Not.EqualTo("raise"));
        await DrainAsync();
        Assert.That(main.Epoch, Is.EqualTo(1));
    }

    [Test]
    public async Task A_batch_that_breaks_off_halves_the_next()
    {
        source.Add(Independent(1, 200));
        FaultOnce(LinkFault.Cut);
        await DrainAndWaitAsync();
        await DrainAsync();
        Assert.That(source.PeekedCounts, Is.EqualTo(new[] { 64, 32 }));
    }

    [Test]
    public async Task Full_batches_double_the_next()
    {
        source.Add(Independent(1, 64 + 128 + 256 + 512 + 40));
        while (await DrainAsync())
        {
        }

        Assert.That(source.PeekedCounts, Is.EqualTo(new[] { 64, 128, 256, 512, 1_024, 1_024 }));
    }

    [Test]
    public async Task A_refused_transaction_whose_marker_is_found_is_confirmed()
    {
        source.Add(Buffered(1, "a"), Buffered(2, "a"));
        await DrainAsync();
        source.Add(Buffered(3, "a"));
        source.Trouble = step =>
        {
            if (step == "peek")
                main.Applied.Add(source.Queue[0]);
        };
        await DrainAsync();
        Assert.That(source.Confirmed, Is.EqualTo(new[] { Id(1), Id(2), Id(3) }));
        Assert.That(source.Failed, Is.Empty);
        Assert.That(Applied(), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    private static IEnumerable<BufferedTransaction> Independent(int first, int count) =>
        Enumerable.Range(first, count).Select(sequence => Buffered(sequence, $"entity-{sequence}"));

    private Task<bool> DrainAsync() => drainer.DrainAsync(CancellationToken.None);

    private async Task DrainAndWaitAsync()
    {
        await DrainAsync();
        await lease.RenewAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(1));
    }

    private async Task DrainAllAsync()
    {
        for (var idle = 0; idle < 3;)
        {
            idle = await DrainAsync() ? 0 : idle + 1;
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private async Task GrowTo(int size)
    {
        source.Add(Independent(1, 64));
        await DrainAllAsync();
        main.Applied.Clear();
        Assert.That(source.PeekedCounts[^1], Is.EqualTo(size));
    }

    private IEnumerable<long> Applied() => main.Applied.Select(entry => entry.Sequence);

    private void FaultOnce(LinkFault fault) => main.Fault = () =>
    {
        main.Fault = () => LinkFault.None;
        return fault;
    };

    private void TroubleOnce(string step) => source.Trouble = current =>
    {
        if (current != step)
            return;
        source.Trouble = _ => { };
        throw FakeDrainSource.Away();
    };
}
