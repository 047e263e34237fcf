using CcatOps.Application.Draining;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;
using CcatOps.TestBed;
using static CcatOps.Infrastructure.IntegrationTests.Journal.JournaledSite;

namespace CcatOps.Infrastructure.IntegrationTests.Journal;

/// <summary>While Redis is unavailable, and after it was lost, no state goes back.</summary>
internal sealed class AloneStatesTests
{
    private RedisServer redis = null!;
    private JournaledStorage storage = null!;
    private BufferPorts ports = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        redis = await RedisServer.CreateAsync();
        storage = new JournaledStorage(redis);
        ports = storage.Open();
        await ports.Source.HoldLeaseAsync(Holder, TimeSpan.FromMinutes(10), CancellationToken.None);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await ports.DisposeAsync();
        await storage.DisposeAsync();
        await redis.DisposeAsync();
    }

    [TestCase(false, TestName = "{m}(Redis is unavailable)")]
    [TestCase(true, TestName = "{m}(Redis was emptied)")]
    public async Task Committed_failed_and_direct_transactions_stay_what_they_are(bool emptied)
    {
        var (committed, failed, waiting, direct) = (New("a"), New("b"), New("c"), New("d"));
        await AcceptAsync(committed, failed, waiting);
        await PeekAsync();
        await ports.Source.ConfirmAsync([committed.Id], new Lsn(7), CancellationToken.None);
        await ports.Source.FailAsync(Holder, failed.Id, new Failure("23503", "no such row"), CancellationToken.None);
        await ports.Buffer.TrackAsync(direct, new Lsn(8), CancellationToken.None);
        await (emptied ? storage.LoseRedisAsync() : redis.KillAsync());

        Assert.That(await StatesAsync(committed, failed, waiting, direct), Is.EqualTo("Committed, Failed, Buffered, Committed"));
        Assert.That((await ports.Log.FindAsync(failed.Id, CancellationToken.None))!.LastError, Does.Contain("no such row"));
        var overlay = (await ports.Feed.ReadAsync(null, CancellationToken.None)).Events.OfType<OverlayEvent.Taken>().Select(taken => taken.Transaction.Id);
        Assert.That(overlay, Is.EquivalentTo(Ids([committed, failed, waiting, direct])));
        Assert.That((await StatusAsync()).Depth, Is.EqualTo(1), "only what waits for main counts towards the bound");
    }

    [Test]
    public async Task A_direct_write_is_shown_while_redis_is_unavailable_and_afterwards()
    {
        await redis.KillAsync();
        var direct = New("d");
        await ports.Buffer.TrackAsync(direct, new Lsn(8), CancellationToken.None);
        Assert.That(await StatesAsync(direct), Is.EqualTo("Committed"));

        await ComeBackAsync();
        Assert.That(await StatesAsync(direct), Is.EqualTo("Committed"));
    }

    [Test]
    public async Task A_retry_and_an_edit_hold_although_redis_was_emptied()
    {
        var (retried, edited) = (New("a"), New("b"));
        await AcceptAsync(retried, edited);
        await PeekAsync();
        await FailAsync(retried);
        await FailAsync(edited);
        await ports.Failed.RetryAsync(retried.Id, audit: null, CancellationToken.None);
        await ports.Failed.EditAsync(edited with { Principal = "edited" }, Edit, 0, audit: null, CancellationToken.None);
        await storage.LoseRedisAsync();

        Assert.That(await StatesAsync(retried, edited), Is.EqualTo("Buffered, Buffered"));
        Assert.That((await ports.Log.FindAsync(edited.Id, CancellationToken.None))!.Principal, Is.EqualTo("edited"));
    }

    [Test]
    public async Task A_refused_edit_leaves_the_values_as_they_were()
    {
        var failed = New("a");
        await AcceptAsync(failed);
        await PeekAsync();
        await FailAsync(failed);
        Assert.That(
            await ports.Failed.EditAsync(failed with { Principal = "edited" }, Edit, 3, audit: null, CancellationToken.None), Is.Null);
        await storage.LoseRedisAsync();

        Assert.That((await ports.Log.FindAsync(failed.Id, CancellationToken.None))!.Principal, Is.EqualTo("telescope"));
    }

    [Test]
    public async Task An_old_failed_transaction_does_not_keep_later_ones_unsettled()
    {
        var failed = New("old");
        await AcceptAsync(failed);
        await PeekAsync();
        await FailAsync(failed);
        var others = Many(50);
        await AcceptAsync(others);
        await PeekAsync();
        await ports.Source.ConfirmAsync(Ids(others), new Lsn(7), CancellationToken.None);
        await ports.Source.ReleaseAsync(Ids(others), CancellationToken.None);
        await JournaledStorage.KeepAsync(ports);
        await redis.KillAsync();

        Assert.That((await ports.Feed.ReadAsync(null, CancellationToken.None)).Events, Has.Count.EqualTo(1));
        Assert.That(await ports.Buffer.AcceptAsync(New("new"), 1, CancellationToken.None), Is.TypeOf<AcceptOutcome.Accepted>(), "nothing waits");
    }

    [Test]
    public async Task What_was_discarded_stays_discarded_in_a_redis_that_was_set_back()
    {
        var (discarded, follower) = (New("a"), New("a"));
        await AcceptAsync(discarded, follower);
        await PeekAsync();
        await FailAsync(discarded);
        await PeekAsync();
        var (files, older) = (Path.Combine(redis.DataFolder, "appendonlydir"), Path.Combine(redis.DataFolder, "older"));
        Directory.CreateDirectory(older);
        foreach (var file in Directory.GetFiles(files))
            File.Copy(file, Path.Combine(older, Path.GetFileName(file)));
        await ports.Failed.DiscardAsync(discarded.Id, releaseFollowers: true, "a test", "operator", New("audit"), CancellationToken.None);
        await redis.KillAsync();
        Directory.Delete(files, recursive: true);
        Directory.Move(older, files);
        await redis.StartAsync();
        await ComeBackAsync();

        Assert.That(await StatesAsync(discarded), Is.EqualTo("Discarded"));
        await ports.Source.HoldLeaseAsync(Holder, TimeSpan.FromMinutes(10), CancellationToken.None);
        Assert.That(await PeekAsync(), Does.Not.Contain(discarded.Id));
    }

    private static readonly TransactionEdit Edit = new(DateTimeOffset.UnixEpoch, "operator", "a test", []);

    private Task AcceptAsync(params Transaction[] transactions) =>
        Task.WhenAll(transactions.Select(transaction => ports.Buffer.AcceptAsync(transaction, 1_000, CancellationToken.None)));

    private Task FailAsync(Transaction transaction) =>
        ports.Source.FailAsync(Holder, transaction.Id, new Failure("23503", "no such row"), CancellationToken.None);

    private async Task<Guid[]> PeekAsync() =>
        [.. ((PeekOutcome.Batch)await ports.Source.PeekAsync(Holder, new BatchSize(1_000), CancellationToken.None))
            .Transactions.Select(entry => entry.Transaction.Id)];

    private Task<Application.Monitoring.BufferStatus> StatusAsync() => ports.Monitor.GetStatusAsync(CancellationToken.None);

    private async Task<string> StatesAsync(params Transaction[] transactions)
    {
        var states = new List<string>();
        foreach (var transaction in transactions)
            states.Add($"{(await ports.Log.FindAsync(transaction.Id, CancellationToken.None))?.State}");
        return string.Join(", ", states);
    }

    private async Task ComeBackAsync()
    {
        if (!redis.IsRunning)
            await redis.StartAsync();
        await Eventually.WaitForAsync(
            async () =>
            {
                await JournaledStorage.ProbeAsync(ports);
                return !(await StatusAsync()).IsAlone;
            },
            TimeSpan.FromSeconds(60),
            "Redis should be used again");
    }
}
