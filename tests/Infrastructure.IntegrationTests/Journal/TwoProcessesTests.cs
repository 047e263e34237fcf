using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;
using CcatOps.TestBed;
using static CcatOps.Infrastructure.IntegrationTests.Journal.JournaledSite;

namespace CcatOps.Infrastructure.IntegrationTests.Journal;

/// <summary>Two processes of a site share Redis and journal, and the disk of one stalls while Redis fails.</summary>
internal sealed class TwoProcessesTests
{
    private readonly HeldDisk disk = new();
    private RedisServer redis = null!;
    private JournaledStorage storage = null!;
    private BufferPorts stalled = null!;
    private BufferPorts other = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        redis = await RedisServer.CreateAsync();
        storage = new JournaledStorage(redis);
        (stalled, other) = (storage.Open(disk.Flush), storage.Open());
        await StatusAsync(stalled);
        await StatusAsync(other);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        disk.IsFull = false;
        disk.Release();
        await stalled.DisposeAsync();
        await other.DisposeAsync();
        await storage.DisposeAsync();
        await redis.DisposeAsync();
    }

    [OneTimeTearDown]
    public void Dispose() => disk.Dispose();

    [Test]
    public async Task A_write_that_a_rebuilding_missed_is_in_redis_before_it_is_answered()
    {
        var (before, missed) = (New("a") with { Claims = ["one"] }, New("b") with { Claims = ["two"] });
        var answers = await StallAsync(before, missed);
        await storage.LoseRedisAsync();
        await StatusAsync(other);
        disk.Release();

        Assert.That(await Task.WhenAll(answers), Is.All.TypeOf<AcceptOutcome.Accepted>());
        Assert.That(await HolderAsync(other, "two"), Is.EqualTo(missed.Id));
        Assert.That(await PeekAsync(), Is.EquivalentTo(Ids([before, missed])));
    }

    [Test]
    public async Task A_write_that_was_repeated_elsewhere_meanwhile_gets_the_answer_of_the_repetition()
    {
        var (before, missed) = (New("a"), New("b") with { Claims = ["key"] });
        var answers = await StallAsync(before, missed);
        await storage.LoseRedisAsync();
        var repetition = New("b") with { Claims = ["key"] };
        Assert.That(await AcceptAsync(other, repetition), Is.TypeOf<AcceptOutcome.Accepted>());
        disk.Release();

        Assert.That(((AcceptOutcome.Claimed)await answers[1]).Holder.Id, Is.EqualTo(repetition.Id));
        await storage.LoseRedisAsync();
        await StatusAsync(other);
        Assert.That(await PeekAsync(), Is.EquivalentTo(Ids([before, repetition])));
    }

    [Test]
    public async Task A_write_that_is_not_in_the_journal_when_redis_dies_is_not_answered_behind_the_back_of_the_process_that_goes_on_alone()
    {
        var (before, late) = (New("a"), New("b") with { Claims = ["key"] });
        var answers = await StallAsync(before, late);
        await redis.KillAsync();
        var alone = New("c");
        Assert.That(await AcceptAsync(other, alone), Is.TypeOf<AcceptOutcome.Accepted>());
        disk.Release();

        Assert.That(() => answers[1], Throws.InstanceOf<BufferUnavailableException>());
        var repetition = New("b") with { Claims = ["key"] };
        var answered = await AcceptAsync(other, repetition) is AcceptOutcome.Claimed claimed ? claimed.Holder : repetition;
        Assert.That(await StateAsync(other, answered), Is.EqualTo(TransactionState.Buffered));
        await ComeBackAsync();
        Assert.That(await PeekAsync(), Is.SupersetOf(Ids([before, alone, answered])).And.Unique);
        Assert.That(await HolderAsync(other, "key"), Is.EqualTo(answered.Id));
    }

    [Test]
    public async Task The_process_that_is_alone_follows_what_the_other_still_writes()
    {
        var before = New("a") with { Claims = ["key"] };
        disk.Hold();
        var answer = AcceptAsync(stalled, before);
        await disk.WaitForWriteAsync();
        await redis.KillAsync();
        Assert.That(await AcceptAsync(other, New("c")), Is.TypeOf<AcceptOutcome.Accepted>());
        disk.Release();
        await Task.WhenAny(answer);

        Assert.That(await StateAsync(other, before), Is.EqualTo(TransactionState.Buffered));
        Assert.That(await HolderAsync(other, "key"), Is.EqualTo(before.Id));
    }

    [Test]
    public async Task A_rebuilding_includes_what_another_process_could_not_journal()
    {
        disk.IsFull = true;
        var held = New("a") with { Claims = ["key"] };
        Assert.That(((AcceptOutcome.Accepted)await AcceptAsync(stalled, held)).Warning, Does.Contain("held in Redis only"));
        await storage.LoseRedisAsync();
        var holder = HolderAsync(other, "key");
        while (!holder.IsCompleted)
            await JournaledStorage.ProbeAsync(stalled);

        Assert.That(await holder, Is.EqualTo(held.Id));
        Assert.That(await PeekAsync(), Is.EqualTo(Ids([held])));
    }

    [Test]
    public async Task No_process_goes_on_alone_while_another_holds_writes_that_are_in_redis_only()
    {
        disk.IsFull = true;
        var held = New("a");
        await AcceptAsync(stalled, held);
        await redis.KillAsync();
        Assert.That(() => AcceptAsync(other, New("b")), Throws.InstanceOf<BufferUnavailableException>().With.Message.Contains("the journal's disk"));

        disk.IsFull = false;
        await JournaledStorage.ProbeAsync(stalled);
        Assert.That(await AcceptAsync(other, New("b")), Is.TypeOf<AcceptOutcome.Accepted>());
        Assert.That(await StateAsync(other, held), Is.EqualTo(TransactionState.Buffered));
    }

    [Test]
    public async Task A_repetition_of_a_write_whose_process_ended_before_the_journal_had_it_survives_the_loss_of_redis()
    {
        var unkept = New("b") with { Claims = ["key"] };
        await storage.AcceptPastTheJournalAsync(unkept);
        Assert.That(await HolderAsync(other, "key"), Is.EqualTo(unkept.Id));

        await storage.LoseRedisAsync();
        await StatusAsync(other);
        Assert.That(await PeekAsync(), Is.EqualTo(Ids([unkept])));
    }

    /// <summary>Accepts in Redis two writes whose records wait for the disk: the first is being written, the second is not yet.</summary>
    private async Task<Task<AcceptOutcome>[]> StallAsync(Transaction first, Transaction second)
    {
        disk.Hold();
        var answers = new[] { AcceptAsync(stalled, first), Task.FromResult<AcceptOutcome>(null!) };
        await disk.WaitForWriteAsync();
        answers[1] = AcceptAsync(stalled, second);
        await Eventually.WaitForAsync(
            async () => (await StatusAsync(other)).Depth == 2, TimeSpan.FromSeconds(60), "Redis should have taken both");
        return answers;
    }

    private async Task ComeBackAsync()
    {
        await redis.StartAsync();
        await Eventually.WaitForAsync(
            async () =>
            {
                await JournaledStorage.ProbeAsync(other);
                return !(await StatusAsync(other)).IsAlone;
            },
            TimeSpan.FromSeconds(60),
            "Redis should be used again");
    }

    private static Task<Application.Monitoring.BufferStatus> StatusAsync(BufferPorts ports) => ports.Monitor.GetStatusAsync(CancellationToken.None);

    private static Task<AcceptOutcome> AcceptAsync(BufferPorts ports, Transaction transaction) =>
        ports.Buffer.AcceptAsync(transaction, 1_000, CancellationToken.None);

    private static async Task<Guid> HolderAsync(BufferPorts ports, string claim) =>
        ((AcceptOutcome.Claimed)await AcceptAsync(ports, New("x") with { Claims = [claim] })).Holder.Id;

    private static async Task<TransactionState?> StateAsync(BufferPorts ports, Transaction transaction) =>
        (await ports.Log.FindAsync(transaction.Id, CancellationToken.None))?.State;

    private async Task<Guid[]> PeekAsync()
    {
        await other.Source.HoldLeaseAsync(Holder, TimeSpan.FromMinutes(10), CancellationToken.None);
        return [.. ((PeekOutcome.Batch)await other.Source.PeekAsync(Holder, new BatchSize(1_000), CancellationToken.None))
            .Transactions.Select(entry => entry.Transaction.Id)];
    }
}
