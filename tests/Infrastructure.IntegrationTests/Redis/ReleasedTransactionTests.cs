using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Redis;

/// <summary>Covers the rest of a transaction in Redis after the replica shows it.</summary>
internal sealed class ReleasedTransactionTests
{
    private RedisStorage storage = null!;
    private BufferPorts ports = null!;

    [SetUp]
    public void Open()
    {
        storage = new RedisStorage();
        ports = storage.Open();
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await ports.DisposeAsync();
        await storage.DisposeAsync();
    }

    [Test]
    public async Task Redis_keeps_less_than_half_a_kilobyte_of_it()
    {
        var transaction = await ReleaseAsync();

        var key = storage.Keys.Transaction($"{transaction.Id}");
        Assert.That(await storage.UseAsync(database => database.HashExistsAsync(key, "body")), Is.False);
        Assert.That((long)await storage.UseAsync(database => database.ExecuteAsync("MEMORY", "USAGE", key)), Is.LessThan(512));
        Assert.That(await storage.UseAsync(database => database.KeyTimeToLiveAsync(key)), Is.GreaterThan(TimeSpan.FromDays(7)));
    }

    [Test]
    public async Task While_the_replica_is_away_a_repetition_waits_and_the_record_is_there()
    {
        var transaction = await ReleaseAsync();
        storage.Shown.IsAway = true;

        await Assert.ThrowsAsync<LocalDatabaseUnavailableException>(() =>
            ports.Buffer.AcceptAsync(transaction with { Id = Guid.CreateVersion7() }, 100, CancellationToken.None));
        var record = await ports.Log.FindAsync(transaction.Id, CancellationToken.None);
        Assert.That((record!.State, record.Operation), Is.EqualTo((TransactionState.Replicated, transaction.Operation)));
    }

    [Test]
    public async Task What_the_replica_does_not_show_any_more_is_not_written_again()
    {
        var transaction = await ReleaseAsync(isShown: false);

        await Assert.ThrowsAsync<ConflictException>(() =>
            ports.Buffer.AcceptAsync(transaction with { Id = Guid.CreateVersion7() }, 100, CancellationToken.None));
    }

    private async Task<Transaction> ReleaseAsync(bool isShown = true)
    {
        var transaction = new Transaction
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
            Warnings = [new string('x', 100_000)],
        };
        await ports.Buffer.AcceptAsync(transaction, 100, CancellationToken.None);
        await ports.Source.HoldLeaseAsync("one", TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.That(await ports.Source.PeekAsync("one", new(10), CancellationToken.None), Is.TypeOf<PeekOutcome.Batch>());
        await ports.Source.ConfirmAsync([transaction.Id], new Lsn(1), CancellationToken.None);
        if (isShown)
            storage.Shown.Add([transaction]);
        await ports.Source.ReleaseAsync([transaction.Id], CancellationToken.None);
        return transaction;
    }
}
