using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;
using CcatOps.Infrastructure.Sqlite.Buffer;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace CcatOps.Infrastructure.IntegrationTests.Sqlite;

/// <summary>Properties of the file beyond the contract that every buffer keeps.</summary>
internal sealed class SqliteBufferTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private SqliteStorage storage = null!;
    private BufferPorts ports = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        storage = new SqliteStorage();
        ports = storage.Open();
        await ports.Source.HoldLeaseAsync("one", Long, CancellationToken.None);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await ports.DisposeAsync();
        await storage.DisposeAsync();
    }

    [Test]
    public async Task Holds_accepted_writes_on_stable_storage()
    {
        var safety = await ports.Monitor.CheckSafetyAsync(CancellationToken.None);

        Assert.That((safety.Level, safety.Faults.Count), Is.EqualTo(("fsynced", 0)));
    }

    [Test]
    public async Task Is_registered_whole()
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IAppliedSequences>(storage.Applied)
            .AddSingleton<IShownTransactions>(storage.Shown)
            .AddSqliteBuffer(storage.Path, _ => storage.Shown)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        var sequence = await services.GetRequiredService<ITransactionBuffer>().AcceptAsync(New("a"), 100, CancellationToken.None);

        Assert.That(sequence, Is.EqualTo(new AcceptOutcome.Accepted(1)));
        Type[] others = [typeof(IDrainSource), typeof(IOverlayFeed), typeof(IBufferMonitor), typeof(IFailedTransactions), typeof(ITransactionLog)];
        foreach (var port in others)
            Assert.That(services.GetRequiredService(port), Is.Not.Null);
    }

    [Test]
    public async Task A_file_that_is_away_is_an_unavailable_buffer()
    {
        await using var nowhere = new SqliteBufferFile("/proc/nowhere/buffer.db");

        Assert.That(
            async () => await nowhere.WriteAsync(_ => true, CancellationToken.None),
            Throws.TypeOf<BufferUnavailableException>().With.Message.Contains("/proc/nowhere/buffer.db"));
        Assert.That(async () => await nowhere.ReadAsync(_ => true, CancellationToken.None), Throws.TypeOf<BufferUnavailableException>());
    }

    [Test]
    public async Task A_file_that_cannot_grow_refuses_writes_and_says_so_until_it_can()
    {
        var file = (SqliteBufferFile)ports.Process;
        await file.WriteAsync(connection => connection.Execute("pragma max_page_count = 1"), CancellationToken.None);
        var large = New("a") with { Warnings = [new string('x', 100_000)] };

        await Assert.ThrowsAsync<BufferUnavailableException>(() => ports.Buffer.AcceptAsync(large, 100, CancellationToken.None));
        await file.WriteAsync(_ => true, CancellationToken.None);
        Assert.That((await ports.Monitor.GetStatusAsync(CancellationToken.None)).Refusal, Does.Contain("full"));

        await ports.Source.HoldLeaseAsync("one", Long, CancellationToken.None);
        Assert.That((await ports.Monitor.GetStatusAsync(CancellationToken.None)).Refusal, Is.Null);
    }

    [Test]
    public async Task A_file_of_a_newer_version_is_left_alone()
    {
        storage.Execute("pragma user_version = 99");
        await using var older = storage.Open();

        Assert.That(
            async () => await older.Monitor.GetStatusAsync(CancellationToken.None),
            Throws.TypeOf<BufferUnavailableException>().With.Message.Contains("version 99"));
    }

    [Test]
    public async Task A_step_that_fails_takes_back_its_own_changes_only()
    {
        await using var file = new SqliteBufferFile(storage.Path);
        var steps = Enumerable.Range(0, 40).Select(i => file.WriteAsync(
            connection =>
            {
                SqliteDrainLease.Release(connection, "one");
                return i % 2 == 0 ? i : throw new InvalidOperationException("a test");
            },
            CancellationToken.None)).ToArray();
        await ((Task)Task.WhenAll(steps)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Assert.That(steps.Count(step => step.IsCompletedSuccessfully), Is.EqualTo(20));
        Assert.That(steps.Where(step => step.IsFaulted).Select(step => step.Exception!.InnerException), Is.All.TypeOf<InvalidOperationException>());
    }

    [TestCase("update buffer set lease_boot = 'an earlier start'")]
    [TestCase("update buffer set lease_until = lease_until + 100000000")]
    public async Task A_lease_of_an_earlier_start_of_the_machine_is_over(string sql)
    {
        storage.Execute(sql);

        Assert.That(await ports.Source.PeekAsync("one", new(1), CancellationToken.None), Is.TypeOf<PeekOutcome.LeaseLost>());
        Assert.That(await ports.Source.HoldLeaseAsync("two", Long, CancellationToken.None), Is.True);
    }

    [Test]
    public async Task What_is_final_goes_after_eight_days_and_nothing_else_does()
    {
        var transactions = new[] { New("final"), New("unseen"), New("failed"), New("waiting"), New("final later") };
        foreach (var transaction in transactions)
            await ports.Buffer.AcceptAsync(transaction, 100, CancellationToken.None);
        await ports.Source.ConfirmAsync([transactions[0].Id, transactions[1].Id, transactions[4].Id], new Lsn(1), CancellationToken.None);
        await ports.Source.FailAsync("one", transactions[2].Id, new Failure("23505", "twice"), CancellationToken.None);
        await ports.Source.ReleaseAsync([transactions[0].Id], CancellationToken.None);

        await ReleaseAsync(transactions[4], TimeSpan.FromDays(7.9));
        Assert.That(await ports.Log.FindAsync(transactions[0].Id, CancellationToken.None), Is.Not.Null);
        await ReleaseAsync(transactions[4], TimeSpan.FromDays(8.1));

        Assert.That(await ports.Log.FindAsync(transactions[0].Id, CancellationToken.None), Is.Null);
        foreach (var kept in transactions[1..])
            Assert.That(await ports.Log.FindAsync(kept.Id, CancellationToken.None), Is.Not.Null);
        Assert.That(
            await ports.Buffer.AcceptAsync(New("final"), 100, CancellationToken.None), Is.TypeOf<AcceptOutcome.Accepted>(), "its claim is free");
    }

    private async Task ReleaseAsync(Transaction transaction, TimeSpan later)
    {
        await using var process = storage.Open(new LaterTime(later));
        await process.Source.ReleaseAsync([transaction.Id], CancellationToken.None);
    }

    private static Transaction New(string claim) => new()
    {
        Id = Guid.CreateVersion7(),
        SiteName = "observatory",
        Operation = "start_observation",
        Principal = "telescope",
        Entities = [claim],
        Changes = [],
        AcceptedAt = TimeProvider.System.GetUtcNow(),
        RequestHash = "00",
        Claims = [claim],
    };

    private sealed class LaterTime(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + later;
    }
}
