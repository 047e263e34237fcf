using CcatOps.Application.Draining;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Writes;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Redis;

/// <summary>A body that cannot be read in Redis is taken from the journal, if it is there.</summary>
internal sealed class JournaledBodyTests
{
    private readonly Journal journal = new();
    private RedisStorage storage = null!;
    private BufferPorts ports = null!;
    private Transaction transaction = null!;

    [SetUp]
    public async Task SpoilOneAsync()
    {
        storage = new RedisStorage { Journal = journal };
        ports = storage.Open();
        transaction = New();
        journal.Kept = transaction;
        await ports.Buffer.AcceptAsync(transaction, 100, CancellationToken.None);
        await storage.DamageAsync(transaction.Id, "no JSON");
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await ports.DisposeAsync();
        await storage.DisposeAsync();
    }

    [Test]
    public async Task The_drain_applies_it()
    {
        await ports.Source.HoldLeaseAsync("one", TimeSpan.FromMinutes(1), CancellationToken.None);
        var batch = (PeekOutcome.Batch)await ports.Source.PeekAsync("one", new(10), CancellationToken.None);

        Assert.That(batch.Transactions[0].Transaction.Warnings, Is.EqualTo(transaction.Warnings));
        Assert.That((await ports.Monitor.GetStatusAsync(CancellationToken.None)).Failed, Is.Zero);
        Assert.That((await ports.Log.FindAsync(transaction.Id, CancellationToken.None))!.Body, Is.EqualTo(transaction), "it is repaired");
    }

    [Test]
    public async Task A_repetition_gets_it()
    {
        var outcome = await ports.Buffer.AcceptAsync(New() with { Claims = transaction.Claims }, 100, CancellationToken.None);
        Assert.That(((AcceptOutcome.Claimed)outcome).Holder.Warnings, Is.EqualTo(transaction.Warnings));
    }

    [Test]
    public async Task The_overlay_shows_it()
    {
        using var mirror = new OverlayMirror(ports.Feed);
        var shown = (await mirror.GetCurrentAsync(CancellationToken.None)).Transactions.Single();
        Assert.That(shown.ToTransaction().Warnings, Is.EqualTo(transaction.Warnings));
    }

    private static Transaction New() => new()
    {
        Id = Guid.CreateVersion7(),
        SiteName = "observatory",
        Operation = "start_observation",
        Principal = "telescope",
        Entities = ["a"],
        Changes = [],
        AcceptedAt = DateTimeOffset.UnixEpoch,
        RequestHash = "00",
        Claims = ["idempotency:telescope:1"],
        Warnings = ["as it was accepted"],
    };

    private sealed class Journal : IJournaledBodies
    {
        public Transaction? Kept { get; set; }

        public ValueTask<Transaction?> FindAsync(long sequence, Guid id, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Kept?.Id == id && sequence == 1 ? Kept : null);
    }
}
