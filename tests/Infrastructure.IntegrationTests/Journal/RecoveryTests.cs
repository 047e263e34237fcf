using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Journal;

/// <summary>Redis is emptied, and everything goes on where it was.</summary>
internal sealed class RecoveryTests
{
    private const string Holder = "this process";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private JournaledStorage storage = null!;
    private BufferPorts ports = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        storage = new JournaledStorage();
        ports = storage.Open();
        await HoldLeaseAsync();
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await ports.DisposeAsync();
        await storage.DisposeAsync();
    }

    [Test]
    public async Task What_waits_is_shown_again_in_order_and_with_its_sequence()
    {
        await AcceptAsync("a", "b", "a", "c");
        var before = (await PeekAsync()).Select(entry => (entry.Transaction.Id, entry.Sequence)).ToArray();
        await storage.LoseRedisAsync();

        // The lease is lost with it: nothing is shown before somebody holds it again.
        await HoldLeaseAsync();
        Assert.That((await PeekAsync()).Select(entry => (entry.Transaction.Id, entry.Sequence)), Is.EqualTo(before));
        Assert.That(await AcceptAsync(New("a")), Is.GreaterThan(before[^1].Sequence));
    }

    [Test]
    public async Task A_redis_that_is_emptied_again_while_it_is_rebuilt_is_rebuilt_again()
    {
        var transactions = await AcceptAsync("a", "b");
        await storage.LoseRedisAsync();
        storage.Applied.WhenAsked = storage.LoseRedisAsync;
        Assert.That(PeekIdsAsync, Throws.TypeOf<BufferUnavailableException>());

        await HoldLeaseAsync();
        Assert.That(await PeekIdsAsync(), Is.EqualTo(transactions.Select(transaction => transaction.Id)));
    }

    [Test]
    public async Task A_read_sees_it_although_redis_is_empty()
    {
        var transactions = await AcceptAsync("a", "b");
        await storage.LoseRedisAsync();
        Assert.That((await ports.Feed.ReadAsync(null, CancellationToken.None)).Events, Has.Count.EqualTo(2));
        Assert.That(await StateAsync(transactions[0]), Is.EqualTo(TransactionState.Buffered));
    }

    [Test]
    public async Task A_transaction_is_found_although_nobody_has_read_the_overlay_since()
    {
        var transactions = await AcceptAsync("a");
        await storage.LoseRedisAsync();
        Assert.That(await StateAsync(transactions[0]), Is.EqualTo(TransactionState.Buffered));
    }

    [Test]
    public async Task What_a_person_gave_up_does_not_come_back()
    {
        var transactions = await AcceptAsync("a", "a", "b");
        await PeekAsync();
        await ports.Source.FailAsync(Holder, transactions[0].Id, new Failure("23503", "no such row"), CancellationToken.None);
        await PeekAsync();
        await ports.Failed.DiscardAsync(transactions[0].Id, releaseFollowers: false, "a test", "operator", audit: null, CancellationToken.None);
        await storage.LoseRedisAsync();
        await ReopenAsync();
        await HoldLeaseAsync();

        Assert.That(await PeekIdsAsync(), Is.EqualTo(new[] { transactions[2].Id }));
    }

    [Test]
    public async Task What_was_given_up_just_before_the_process_ended_does_not_come_back()
    {
        var transactions = await AcceptAsync("a", "b");
        await PeekAsync();
        await ports.Source.FailAsync(Holder, transactions[0].Id, new Failure("23503", "no such row"), CancellationToken.None);
        await storage.DiscardPastTheJournalAsync(transactions[0].Id);
        await ReopenAsync();
        await ports.Feed.ReadAsync(null, CancellationToken.None);
        await storage.LoseRedisAsync();
        await HoldLeaseAsync();

        Assert.That(await PeekIdsAsync(), Is.EqualTo(new[] { transactions[1].Id }));
    }

    [Test]
    public async Task The_record_of_a_decision_comes_back()
    {
        var transactions = await AcceptAsync("a");
        await PeekAsync();
        await ports.Source.FailAsync(Holder, transactions[0].Id, new Failure("23503", "no such row"), CancellationToken.None);
        var audit = New("audit");
        await ports.Failed.RetryAsync(transactions[0].Id, audit, CancellationToken.None);
        await storage.LoseRedisAsync();
        await ReopenAsync();
        await HoldLeaseAsync();

        Assert.That(await PeekIdsAsync(), Is.EqualTo(new[] { transactions[0].Id, audit.Id }));
    }

    [Test]
    public async Task A_claim_holds_across_a_loss()
    {
        var first = New("a") with { Claims = ["one"] };
        await AcceptAsync(first);
        await storage.LoseRedisAsync();

        var outcome = await TryAcceptAsync(New("b") with { Claims = ["one"] });
        Assert.That(((AcceptOutcome.Claimed)outcome).Holder.Id, Is.EqualTo(first.Id));
    }

    [Test]
    public async Task A_repetition_is_answered_although_the_journal_cannot_be_read()
    {
        var first = New("a") with { Claims = ["one"] };
        await AcceptAsync(first);
        storage.HideJournal();

        var outcome = await TryAcceptAsync(New("b") with { Claims = ["one"] });
        Assert.That(((AcceptOutcome.Claimed)outcome).Holder.Id, Is.EqualTo(first.Id));
    }

    [Test]
    public async Task A_batch_that_was_under_way_is_confirmed_when_it_is_known_again()
    {
        var transactions = await AcceptAsync("a", "b");
        await PeekAsync(1);
        await storage.LoseRedisAsync();
        Assert.That((await ports.Monitor.GetStatusAsync(CancellationToken.None)).Depth, Is.Zero.Or.EqualTo(2));
        await ports.Feed.ReadAsync(null, CancellationToken.None);
        await ports.Source.ConfirmAsync([transactions[0].Id], new Lsn(1), CancellationToken.None);

        Assert.That((await ports.Monitor.GetStatusAsync(CancellationToken.None)).Depth, Is.EqualTo(1));
        Assert.That(await StateAsync(transactions[0]), Is.EqualTo(TransactionState.Committed));
    }

    [Test]
    public async Task Of_two_processes_both_go_on()
    {
        var transactions = await AcceptAsync("a", "b");
        await using var other = storage.Open();
        await storage.LoseRedisAsync();
        var outcomes = await Task.WhenAll(
            TryAcceptAsync(New("c")), other.Buffer.AcceptAsync(New("d"), 1_000, CancellationToken.None));

        Assert.That(outcomes, Is.All.TypeOf<AcceptOutcome.Accepted>());
        Assert.That((await ports.Monitor.GetStatusAsync(CancellationToken.None)).Depth, Is.EqualTo(4));
        await HoldLeaseAsync();
        Assert.That((await PeekAsync()).Select(entry => entry.Sequence), Is.Ordered.And.Unique);
        Assert.That((await PeekIdsAsync()).Take(2), Is.EqualTo(Ids(transactions)));
    }

    [Test]
    public async Task What_redis_had_before_there_was_a_journal_is_taken_into_it()
    {
        var transactions = await AcceptAsync("a", "b");
        await storage.LoseJournalAsync();
        await ReopenAsync();
        await ports.Feed.ReadAsync(null, CancellationToken.None);
        await storage.LoseRedisAsync();
        await HoldLeaseAsync();

        Assert.That(await PeekIdsAsync(), Is.EqualTo(Ids(transactions)));
    }

    private static Transaction New(params string[] entities) => new()
    {
        Id = Guid.CreateVersion7(),
        SiteName = "observatory",
        Operation = "start_observation",
        Principal = "telescope",
        Entities = [.. entities],
        Changes = [],
        AcceptedAt = new DateTimeOffset(2023, 3, 28, 4, 5, 6, TimeSpan.Zero),
        RequestHash = "00",
    };

    private static Guid[] Ids(IEnumerable<Transaction> transactions) => [.. transactions.Select(transaction => transaction.Id)];

    private Task HoldLeaseAsync() => ports.Source.HoldLeaseAsync(Holder, Long, CancellationToken.None);

    private Task<AcceptOutcome> TryAcceptAsync(Transaction transaction) =>
        ports.Buffer.AcceptAsync(transaction, 1_000, CancellationToken.None);

    private async Task<long> AcceptAsync(Transaction transaction) =>
        ((AcceptOutcome.Accepted)await TryAcceptAsync(transaction)).Sequence;

    private async Task<Transaction[]> AcceptAsync(params string[] entities)
    {
        var transactions = entities.Select(entity => New(entity)).ToArray();
        foreach (var transaction in transactions)
            await AcceptAsync(transaction);
        return transactions;
    }

    private async Task<IReadOnlyList<BufferedTransaction>> PeekAsync(int count = 1_000) =>
        ((PeekOutcome.Batch)await ports.Source.PeekAsync(Holder, new BatchSize(count), CancellationToken.None)).Transactions;

    private async Task<Guid[]> PeekIdsAsync() => Ids((await PeekAsync()).Select(entry => entry.Transaction));

    private async Task<TransactionState?> StateAsync(Transaction transaction) =>
        (await ports.Log.FindAsync(transaction.Id, CancellationToken.None))?.State;

    private async Task ReopenAsync()
    {
        await ports.DisposeAsync();
        ports = storage.Open();
    }
}
