using CcatOps.Application.Draining;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;
using CcatOps.TestBed;
using static CcatOps.Infrastructure.IntegrationTests.Journal.JournaledSite;

namespace CcatOps.Infrastructure.IntegrationTests.Journal;

/// <summary>The journal's disk is full or does not answer, and writes go on.</summary>
internal sealed class SlowDiskTests
{
    private readonly HeldDisk disk = new();
    private JournaledStorage storage = null!;
    private BufferPorts ports = null!;

    [SetUp]
    public void Open()
    {
        storage = new JournaledStorage(redis: null, TimeSpan.FromSeconds(0.2));
        ports = storage.Open(disk.Flush);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        disk.IsFull = false;
        disk.Release();
        await ports.DisposeAsync();
        await storage.DisposeAsync();
    }

    [OneTimeTearDown]
    public void Dispose() => disk.Dispose();

    [Test]
    public async Task A_disk_that_does_not_answer_delays_answers_by_the_timeout_only()
    {
        disk.Hold();
        var first = await AcceptAsync();
        var notes = (await ports.Monitor.GetStatusAsync(CancellationToken.None)).Notes;
        var second = await AcceptAsync();

        Assert.That((first.Warning, second.Warning), Is.EqualTo(("held in Redis only: its disk has not answered for 0.2 s.", "held in Redis only: its disk does not answer.")));
        Assert.That(notes, Has.Some.Contains("has not answered since").And.Some.Contains("held in Redis only"));
    }

    [Test]
    public async Task What_was_pending_is_in_the_journal_once_the_disk_answers()
    {
        disk.Hold();
        for (var write = 0; write < 3; write++)
            await AcceptAsync();
        disk.Release();
        await Eventually.WaitForAsync(
            async () =>
            {
                await JournaledStorage.ProbeAsync(ports);
                return !(await ports.Monitor.GetStatusAsync(CancellationToken.None)).Notes.Any();
            },
            TimeSpan.FromSeconds(60),
            "nothing should be pending");

        Assert.That(await storage.ReadJournalAsync(), Has.Length.EqualTo(3));
    }

    [Test]
    public async Task A_rebuilding_includes_what_could_not_be_journaled()
    {
        disk.IsFull = true;
        var held = New("a");
        Assert.That(((AcceptOutcome.Accepted)await ports.Buffer.AcceptAsync(held, 10, CancellationToken.None)).Warning, Does.Contain("No space left"));
        await storage.LoseRedisAsync();
        await ports.Monitor.GetStatusAsync(CancellationToken.None);
        disk.IsFull = false;
        await JournaledStorage.ProbeAsync(ports);
        await ports.Source.HoldLeaseAsync(Holder, TimeSpan.FromMinutes(10), CancellationToken.None);
        var batch = (PeekOutcome.Batch)await ports.Source.PeekAsync(Holder, new BatchSize(10), CancellationToken.None);

        Assert.That(batch.Transactions.Select(entry => entry.Transaction.Id), Is.EqualTo(Ids([held])));
        Assert.That(await storage.ReadJournalAsync(), Is.EqualTo(Ids([held])));
    }

    private async Task<AcceptOutcome.Accepted> AcceptAsync() =>
        (AcceptOutcome.Accepted)await ports.Buffer.AcceptAsync(New("a"), 10, CancellationToken.None);
}
