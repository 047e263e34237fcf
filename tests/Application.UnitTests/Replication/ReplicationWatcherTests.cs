using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Replication;
using CcatOps.Application.UnitTests.Draining;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Replication;

public sealed class ReplicationWatcherTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<OverlayTransaction> unconfirmed = [];
    private readonly HashSet<Guid> shown = [];
    private readonly List<Guid[]> questions = [];
    private FakeDrainSource source = null!;
    private FakeTimeProvider time = null!;
    private Mock<ILocalReplica> replica = null!;
    private Mock<IOverlayFeed> feed = null!;
    private DrainLease lease = null!;
    private OverlayMirror mirror = null!;
    private BufferDrainer drainer = null!;

    [SetUp]
    public async Task Hold_the_lease()
    {
        unconfirmed.Clear();
        shown.Clear();
        questions.Clear();
        source = new FakeDrainSource();
        time = new FakeTimeProvider();
        lease = new DrainLease(source);
        await lease.RenewAsync(CancellationToken.None);

        replica = new Mock<ILocalReplica>();
        replica.Setup(database => database.GetReplayedLsnAsync(It.IsAny<CancellationToken>())).ReturnsAsync(new Lsn(100));
        replica.Setup(database => database.FindMarkersAsync(It.IsAny<IReadOnlyCollection<Guid>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((IReadOnlyCollection<Guid> ids, CancellationToken _) =>
            {
                questions.Add([.. ids]);
                return [.. ids.Where(shown.Contains)];
            });

        feed = new Mock<IOverlayFeed>();
        feed.Setup(overlay => overlay.ReadAsync(It.IsAny<OverlayVersion?>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(() => new OverlayUpdate(
                new OverlayVersion("life", 1),
                IsSnapshot: true,
                [.. unconfirmed.Where(entry => !source.Released.Contains(entry.Id)).Select(entry => new OverlayEvent.Taken(entry))]));
        mirror = new OverlayMirror(feed.Object);
        drainer = new BufferDrainer(
            Secondary, source, new FakeMainDatabase(), lease, time, Mock.Of<IDrainObserver>(), NullLogger<BufferDrainer>.Instance);
    }

    [TearDown]
    public void Dispose_of_the_mirror() => mirror.Dispose();

    [Test]
    public async Task All_that_wait_are_asked_for_at_once()
    {
        for (var number = 1; number <= 300; number++)
            Commit(number, lsn: 50);
        await WatchAsync(Watcher());
        Assert.That(questions.Single(), Is.EqualTo(Enumerable.Range(1, 300).Select(Id)));
    }

    [Test]
    public async Task Only_those_whose_marker_is_seen_are_let_go()
    {
        Commit(1, lsn: 50);
        Commit(2, lsn: 50);
        shown.Add(Id(2));
        Assert.That(await WatchAsync(Watcher()), Is.EqualTo(1));
        Assert.That(source.Released, Is.EqualTo(new[] { Id(2) }));
    }

    [Test]
    public async Task What_is_let_go_is_not_asked_for_again()
    {
        Commit(1, lsn: 50);
        shown.Add(Id(1));
        var watcher = Watcher();
        await WatchAsync(watcher);
        await WatchAsync(watcher);
        Assert.That(questions, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_the_replica_has_not_replayed_is_not_asked_for()
    {
        Commit(1, lsn: 100);
        Commit(2, lsn: 101);
        await WatchAsync(Watcher());
        Assert.That(questions.Single(), Is.EqualTo(new[] { Id(1) }));
    }

    [Test]
    public async Task A_replica_that_has_replayed_none_of_them_is_asked_for_no_marker()
    {
        Commit(1, lsn: 101);
        Assert.That(await WatchAsync(Watcher()), Is.Zero);
        Assert.That(questions, Is.Empty);
    }

    [Test]
    public async Task After_the_timeout_the_marker_is_asked_for_regardless()
    {
        Commit(1, lsn: 101);
        var watcher = Watcher();
        await WatchAsync(watcher);
        time.Advance(TimeSpan.FromSeconds(30));
        shown.Add(Id(1));
        Assert.That(await WatchAsync(watcher), Is.EqualTo(1));
    }

    [Test]
    public async Task After_the_timeout_they_are_counted_as_overdue_until_they_are_seen()
    {
        Commit(1, lsn: 101);
        var watcher = Watcher();
        await WatchAsync(watcher);
        Commit(2, lsn: 101);
        await WatchAsync(watcher);
        Assert.That(watcher.Overdue, Is.Zero);

        time.Advance(TimeSpan.FromSeconds(30));
        await WatchAsync(watcher);
        Assert.That(watcher.Overdue, Is.EqualTo(2));

        shown.Add(Id(1));
        await WatchAsync(watcher);
        await WatchAsync(watcher);
        Assert.That(watcher.Overdue, Is.EqualTo(1));
    }

    [Test]
    public async Task Without_the_lease_nothing_is_done()
    {
        Commit(1, lsn: 50);
        lease.Lose();
        Assert.That(await WatchAsync(Watcher()), Is.Zero);
        replica.VerifyNoOtherCalls();
    }

    [Test]
    public async Task Who_has_lost_the_lease_no_longer_counts()
    {
        Commit(1, lsn: 101);
        var watcher = Watcher();
        await WatchAsync(watcher);
        time.Advance(TimeSpan.FromSeconds(30));
        await WatchAsync(watcher);
        lease.Lose();
        await WatchAsync(watcher);
        Assert.That(watcher.Overdue, Is.Zero);
    }

    [Test]
    public async Task Without_tracking_the_markers_alone_tell()
    {
        Commit(1, lsn: 101);
        shown.Add(Id(1));
        var untracked = Secondary with { LsnTracking = new LsnTrackingConfig { Enabled = false } };
        Assert.That(await WatchAsync(Watcher(untracked)), Is.EqualTo(1));
        replica.Verify(database => database.GetReplayedLsnAsync(It.IsAny<CancellationToken>()), Times.Never);
    }

    [Test]
    public async Task While_nothing_waits_the_replica_is_left_alone()
    {
        await WatchAsync(Watcher());
        replica.VerifyNoOtherCalls();
    }

    [Test]
    public async Task While_nothing_waits_it_rests_for_a_second()
    {
        var watching = Watcher().WatchAndRestAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.That(watching.IsCompleted, Is.False);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await watching;
    }

    [Test]
    public async Task What_the_drain_has_confirmed_ends_the_rest_and_is_looked_for()
    {
        var watcher = Watcher();
        var watching = watcher.WatchAndRestAsync(CancellationToken.None);
        Commit(1, lsn: 50);
        shown.Add(Id(1));
        source.Add(new BufferedTransaction(Transaction(1, Insert(Execution(1))), 1));
        Assert.That(watching.IsCompleted, Is.False);

        await drainer.DrainAsync(CancellationToken.None);
        await watching.WaitAsync(Patience);
        Assert.That(await WatchAsync(watcher), Is.EqualTo(1));
    }

    [Test]
    public async Task While_something_waits_it_does_not_rest()
    {
        Commit(1, lsn: 101);
        await Watcher().WatchAndRestAsync(CancellationToken.None).WaitAsync(Patience);
    }

    [Test]
    public async Task After_a_look_that_failed_it_does_not_rest()
    {
        feed.Setup(overlay => overlay.ReadAsync(It.IsAny<OverlayVersion?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(FakeDrainSource.Away());
        await Watcher().WatchAndRestAsync(CancellationToken.None).WaitAsync(Patience);
    }

    [Test]
    public async Task What_waits_is_looked_for_each_time()
    {
        Commit(1, lsn: 50);
        var watcher = Watcher();
        await WatchAsync(watcher);
        await WatchAsync(watcher);
        Assert.That(questions, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_replica_that_is_away_is_told_until_a_look_succeeds()
    {
        Commit(1, lsn: 101);
        replica.SetupSequence(database => database.GetReplayedLsnAsync(It.IsAny<CancellationToken>()))
            .ThrowsAsync(new LocalDatabaseUnavailableException("connection refused"))
            .ReturnsAsync(new Lsn(100));
        var watcher = Watcher();
        Assert.That(await WatchAsync(watcher), Is.Zero);
        Assert.That(watcher.LastError, Does.Contain("connection refused"));

        await WatchAsync(watcher);
        Assert.That(watcher.LastError, Is.Null);
    }

    private void Commit(int number, ulong lsn) => unconfirmed.Add(
        OverlayTransaction.Of(Transaction(number, Insert(Execution(number))), number, TransactionState.Committed, new Lsn(lsn)));

    private ReplicationWatcher Watcher(SiteConfig? site = null) =>
        new(site ?? Secondary, mirror, replica.Object, source, drainer, lease, time);

    private static Task<int> WatchAsync(ReplicationWatcher watcher) => watcher.WatchAsync(CancellationToken.None);
}
