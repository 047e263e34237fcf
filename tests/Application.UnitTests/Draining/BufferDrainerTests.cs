using CcatOps.Application.Draining;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Draining;

public sealed partial class BufferDrainerTests
{
    private static readonly Failure NoSuchUnit = new("23503", "insert violates foreign key constraint");
    private static readonly Failure Internal = new("P0001", "not on Sundays");

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
    public async Task A_batch_that_the_buffer_could_not_confirm_is_not_sent_again()
    {
        source.Add(Independent(1, 64));
        TroubleOnce("confirm");
        await DrainAllAsync();
        Assert.That(main.Batches, Is.EqualTo(1));
        Assert.That(source.Confirmed, Has.Count.EqualTo(64));
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
        Assert.That(drainer.Status, Is.EqualTo(new DrainStatus(DrainState.Standby, "the buffer is unavailable", "the buffer is unavailable")));
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
    public async Task Full_batches_double_the_next()
    {
        source.Add(Independent(1, 64 + 128 + 256 + 512 + 40));
        while (await DrainAsync())
        {
        }

        Assert.That(source.FetchedCounts, Is.EqualTo(new[] { 128, 256, 512, 1_024 }));
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
