using System.Text;
using System.Text.Json;
using CcatOps.Application.Draining;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;
using CcatOps.Infrastructure.IntegrationTests.Journal;
using CcatOps.Infrastructure.Redis;

namespace CcatOps.Infrastructure.IntegrationTests.Redis;

/// <summary>A person who can write Redis makes nothing that this site shows or applies.</summary>
internal sealed class ForgedBodyTests
{
    private const string Holder = "this process";
    private RedisStorage storage = null!;
    private BufferPorts ports = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        storage = new RedisStorage();
        ports = storage.Open();
        await ports.Source.HoldLeaseAsync(Holder, TimeSpan.FromMinutes(10), CancellationToken.None);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await ports.DisposeAsync();
        await storage.DisposeAsync();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task What_another_wrote_fails_and_stops_nothing_else(bool isSealedByAnother)
    {
        var forged = await AcceptAsync("a");
        var others = new[] { await AcceptAsync("b"), await AcceptAsync("c") };
        await ForgeAsync(forged with { Principal = "root" }, isSealedByAnother);

        Assert.That(await DrainAsync(), Is.EqualTo(others.Select(other => other.Id)));
        var record = await ports.Log.FindAsync(forged.Id, CancellationToken.None);
        Assert.That((record!.State, record.Principal), Is.EqualTo((TransactionState.Failed, "")));
        Assert.That(record.LastError, Does.Contain("not signed by this site"));
    }

    [Test]
    public async Task What_another_wrote_is_not_shown()
    {
        var forged = await AcceptAsync("a");
        await ForgeAsync(forged with { Entities = ["b"] }, isSealedByAnother: false);

        var picture = await ports.Feed.ReadAsync(null, CancellationToken.None);

        var shown = picture.Events.OfType<OverlayEvent.Taken>().Single().Transaction;
        Assert.That(shown.Id, Is.EqualTo(forged.Id));
        Assert.That((shown.ReadOperation(), shown.ReadEntities().Single()), Is.EqualTo(("unknown", "a")));
    }

    private async Task<Transaction> AcceptAsync(string entity)
    {
        var transaction = JournaledSite.New(entity);
        await ports.Buffer.AcceptAsync(transaction, 100, CancellationToken.None);
        return transaction;
    }

    private Task ForgeAsync(Transaction transaction, bool isSealedByAnother)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(transaction, WireJson.Options);
        return storage.DamageAsync(
            transaction.Id, Encoding.UTF8.GetString(isSealedByAnother ? new BodySeal("elsewhere", []).Seal(json) : json));
    }

    private async Task<Guid[]> DrainAsync()
    {
        var drained = new List<Guid>();
        while (await ports.Source.PeekAsync(Holder, BatchSize.Initial, CancellationToken.None) is PeekOutcome.Batch { Transactions: { Count: > 0 } batch })
        {
            Guid[] ids = [.. batch.Select(entry => entry.Transaction.Id)];
            await ports.Source.ConfirmAsync(ids, new Lsn(1), CancellationToken.None);
            drained.AddRange(ids);
        }

        return [.. drained];
    }
}
