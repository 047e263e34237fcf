using CcatOps.Application.Draining;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Draining;

public sealed partial class BufferDrainerTests
{
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
    public async Task What_was_fetched_and_not_sent_before_the_link_broke_is_not_being_applied()
    {
        source.Add(Independent(1, 64 + 10));
        FaultOnce(LinkFault.Cut);
        await DrainAsync();
        Assert.That(source.FetchedCounts, Has.Count.EqualTo(1));
        Assert.That(source.Returned, Is.EqualTo(Enumerable.Range(65, 10).Select(Id)));
    }

    [Test]
    public async Task What_was_shown_before_main_went_away_is_not_being_applied()
    {
        source.Add(Independent(1, 64 + 10));
        FaultOnce(LinkFault.Cut);
        await DrainAsync();
        source.Returned.Clear();
        main.IsAway = true;
        await DrainAndWaitAsync();
        Assert.That(source.Returned, Is.Empty);

        main.IsAway = false;
        await DrainAndWaitAsync();
        await DrainAllAsync();
        Assert.That(Applied(), Is.EqualTo(Enumerable.Range(1, 74)));
    }

    [TestCase("08006")]
    [TestCase("53300")]
    [TestCase("57P01")]
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
    public async Task While_main_is_away_nothing_is_marked_as_being_applied()
    {
        source.Add(Buffered(1, "a"));
        main.IsAway = true;
        await DrainAsync();
        Assert.That(source.PeekedCounts, Is.Empty);
        Assert.That(drainer.Status.State, Is.EqualTo(DrainState.WaitingForMain));
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
}
