using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.Redis;

/// <summary>A Redis at <c>maxmemory</c> takes nothing more, and can be emptied.</summary>
internal sealed class FullMemoryTests
{
    private const string Holder = "this process";
    private static readonly Lsn Lsn = new(0x16B3748);
    private static readonly Failure Refused = new("23503", "no such row");

    private RedisServer server = null!;
    private RedisStorage storage = null!;
    private BufferPorts ports = null!;

    [SetUp]
    public async Task StartAsync()
    {
        server = await RedisServer.CreateAsync();
        storage = new RedisStorage(server.Port);
        ports = storage.Open();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await ports.DisposeAsync();
        await storage.DisposeAsync();
        await server.DisposeAsync();
    }

    [Test]
    public async Task A_full_redis_is_drained()
    {
        var accepted = await AcceptAsync("a", "b", "c");
        await FillAsync();

        Assert.That(await ports.Source.HoldLeaseAsync(Holder, TimeSpan.FromMinutes(1), CancellationToken.None), Is.True);
        await ports.Source.RaiseSequenceAsync(100, CancellationToken.None);
        var shown = (PeekOutcome.Batch)await ports.Source.PeekAsync(Holder, new(10), CancellationToken.None);
        Assert.That(shown.Transactions.Select(entry => entry.Transaction.Id), Is.EqualTo(Ids(accepted)));
        await ports.Source.CountAttemptAsync(accepted[0].Id, Refused, CancellationToken.None);
        await ports.Source.ConfirmAsync(Ids(accepted), Lsn, CancellationToken.None);
        await ports.Source.ReleaseAsync(Ids(accepted), CancellationToken.None);

        var status = await ports.Monitor.GetStatusAsync(CancellationToken.None);
        Assert.That((status.Depth, status.Unconfirmed, status.Totals["replicated"]), Is.EqualTo((0, 0, 3)));
    }

    [Test]
    public async Task A_person_can_resolve_what_failed_in_a_full_redis()
    {
        var accepted = await AcceptAsync("a", "a", "b", "c");
        Assert.That(await ports.Source.HoldLeaseAsync(Holder, TimeSpan.FromMinutes(1), CancellationToken.None), Is.True);
        await FillAsync();

        foreach (var transaction in new[] { accepted[0], accepted[2], accepted[3] })
            await ports.Source.FailAsync(Holder, transaction.Id, Refused, CancellationToken.None);
        await ports.Source.PeekAsync(Holder, new(10), CancellationToken.None);
        var discarded = await ports.Failed.DiscardAsync(accepted[0].Id, false, "wrong", "operator", New("audit"), CancellationToken.None);
        var retried = await ports.Failed.RetryAsync(accepted[2].Id, New("audit"), CancellationToken.None);
        var edited = await ports.Failed.EditAsync(
            accepted[3] with { Warnings = ["edited"] }, new TransactionEdit(DateTimeOffset.UnixEpoch, "operator", "wrong", []), 0, null, CancellationToken.None);
        await ports.Monitor.PauseAsync("maintenance", "operator", New("audit"), CancellationToken.None);
        await ports.Monitor.ResumeAsync(New("audit"), CancellationToken.None);

        Assert.That(discarded!.Discarded, Is.EqualTo(Ids(accepted[..2])));
        Assert.That((retried, edited), Is.EqualTo((Ids(accepted[2..3]), Ids(accepted[3..]))));
    }

    [Test]
    public async Task A_full_redis_takes_nothing_and_says_so_at_once()
    {
        await AcceptAsync("a");
        Assert.That((await ports.Monitor.GetStatusAsync(CancellationToken.None)).Refusal, Is.Null);
        await FillAsync();

        Assert.That((await ports.Monitor.GetStatusAsync(CancellationToken.None)).Refusal, Does.Contain("maxmemory"));
        var fault = (await Assert.ThrowsAsync<BufferUnavailableException>(() => AcceptAsync("b")))!;
        Assert.That((fault.IsAway, fault.Message.Contains("maxmemory", StringComparison.Ordinal)), Is.EqualTo((false, true)));
        await Assert.ThrowsAsync<BufferUnavailableException>(() => ports.Buffer.TrackAsync(New("c"), Lsn, CancellationToken.None));

        await SetMaxMemoryAsync(0);
        Assert.That((await ports.Monitor.GetStatusAsync(CancellationToken.None)).Refusal, Is.Null);
        await AcceptAsync("b");
        Assert.That((await ports.Monitor.GetStatusAsync(CancellationToken.None)).Depth, Is.EqualTo(2));
    }

    [Test]
    public async Task Whatever_else_makes_redis_refuse_writes_is_named()
    {
        await AcceptAsync("a");
        await storage.UseAsync(database => database.ExecuteAsync("CONFIG", "SET", "min-replicas-to-write", "1"));

        Assert.That((await ports.Monitor.GetStatusAsync(CancellationToken.None)).Refusal, Does.Contain("min-replicas-to-write"));
        await Assert.ThrowsAsync<BufferUnavailableException>(() => AcceptAsync("b"));
    }

    private Task FillAsync() => SetMaxMemoryAsync(1);

    private Task SetMaxMemoryAsync(int bytes) =>
        storage.UseAsync(database => database.ExecuteAsync("CONFIG", "SET", "maxmemory", bytes));

    private async Task<Transaction[]> AcceptAsync(params string[] entities)
    {
        var transactions = entities.Select(New).ToArray();
        foreach (var transaction in transactions)
            Assert.That(await ports.Buffer.AcceptAsync(transaction, 100, CancellationToken.None), Is.TypeOf<AcceptOutcome.Accepted>());
        return transactions;
    }

    private static Transaction New(string entity) => new()
    {
        Id = Guid.CreateVersion7(),
        SiteName = "observatory",
        Operation = "start_observation",
        Principal = "telescope",
        Entities = [entity],
        Changes = [],
        AcceptedAt = DateTimeOffset.UnixEpoch,
        RequestHash = "00",
    };

    private static Guid[] Ids(IEnumerable<Transaction> transactions) => [.. transactions.Select(transaction => transaction.Id)];
}
