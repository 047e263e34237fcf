using CcatOps.Application.Draining;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Journal;

/// <summary>A process starts beside a Redis and a journal that are filled already.</summary>
internal sealed class ComparisonTests
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
    public async Task It_reads_nothing_of_what_both_hold()
    {
        var transactions = await AcceptAsync(3);
        await storage.SpoilBodyAsync(transactions[1].Id, 2);
        await ReopenAsync();

        Assert.That(await ports.Buffer.AcceptAsync(New("a"), 1_000, CancellationToken.None), Is.EqualTo(new AcceptOutcome.Accepted(4)));
        Assert.That((await ports.Monitor.GetStatusAsync(CancellationToken.None)).Depth, Is.EqualTo(4));
    }

    [Test]
    public async Task What_both_hold_is_not_written_again()
    {
        var transactions = await AcceptAsync(5);
        await ReopenAsync();
        await BeginAsync();

        Assert.That(await storage.ReadJournalAsync(), Is.EqualTo(Ids(transactions)));
    }

    [Test]
    public async Task What_only_redis_took_is_in_the_journal_before_the_first_use()
    {
        var early = await AcceptAsync(3);
        var (between, last) = (Many(2), New("c"));
        await storage.AcceptPastTheJournalAsync(between);
        var late = await AcceptAsync(3);
        await storage.AcceptPastTheJournalAsync(last);
        await ReopenAsync();
        await BeginAsync();

        Assert.That(await storage.ReadJournalAsync(), Is.EquivalentTo(Ids([.. early, .. between, .. late, last])));
    }

    [Test]
    public async Task It_is_found_whatever_has_become_of_it()
    {
        await AcceptAsync(1);
        Transaction[] past = [New("failing"), New("failing"), New("applied"), New("waiting")];
        foreach (var transaction in past)
            await storage.AcceptPastTheJournalAsync(transaction);
        await AcceptAsync(1);
        await PeekAsync(2);
        await ports.Source.FailAsync(Holder, past[0].Id, new Failure("23503", "no such row"), CancellationToken.None);
        var batch = await PeekAsync();
        await ports.Source.ConfirmAsync([past[2].Id], new Lsn(1), CancellationToken.None);
        var status = await ports.Monitor.GetStatusAsync(CancellationToken.None);
        await ReopenAsync();
        await BeginAsync();

        Assert.That(batch, Does.Not.Contain(past[1].Id));
        Assert.That((status.Failed, status.Parked, status.Unconfirmed), Is.EqualTo((1, 1, 1)));
        Assert.That(Ids(past), Is.SubsetOf(await storage.ReadJournalAsync()));
    }

    [Test]
    public async Task However_much_the_journal_lacks_it_gets_all()
    {
        var first = await AcceptAsync(1);
        var lacking = Many(2_345);
        await storage.AcceptPastTheJournalAsync(lacking);
        var last = await AcceptAsync(1);
        await ReopenAsync();
        await BeginAsync();

        Assert.That(await storage.ReadJournalAsync(), Is.EquivalentTo(Ids([.. first, .. lacking, .. last])));
    }

    [Test]
    public async Task What_was_written_directly_has_no_place_in_it()
    {
        await AcceptAsync(1);
        await ports.Buffer.TrackAsync(New("direct"), new Lsn(1), CancellationToken.None);
        var buffered = New("a");
        await storage.AcceptPastTheJournalAsync(buffered);
        await ReopenAsync();
        await BeginAsync();

        Assert.That(await storage.ReadJournalAsync(), Has.Length.EqualTo(2).And.Contain(buffered.Id));
    }

    [Test]
    public async Task Redis_lost_in_the_middle_of_it_loses_nothing_that_was_answered()
    {
        var answered = await AcceptAsync(20);
        await storage.AcceptPastTheJournalAsync(Many(1_500));
        answered = [.. answered, .. await AcceptAsync(20)];
        await ReopenAsync();
        var beginning = BeginAsync();
        await storage.LoseRedisAsync();
        await beginning;
        await BeginAsync();
        await HoldLeaseAsync();

        var waiting = await PeekAsync();
        Assert.That(waiting, Is.SupersetOf(Ids(answered)).And.Unique);
        Assert.That(waiting.Where(Ids(answered).Contains), Is.EqualTo(Ids(answered)));
    }

    [Test]
    public async Task A_rebuilding_goes_on_in_chunks_and_ends_in_order()
    {
        var transactions = Many(2_345);
        await Task.WhenAll(transactions.Select(transaction => ports.Buffer.AcceptAsync(transaction, int.MaxValue, CancellationToken.None)));
        var before = await PeekAsync();
        await storage.LoseRedisAsync();
        await BeginAsync();
        await HoldLeaseAsync();

        Assert.That(await PeekAsync(), Is.EqualTo(before).And.Length.EqualTo(transactions.Length));
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

    private static Transaction[] Many(int count) => [.. Enumerable.Range(0, count).Select(number => New($"entity {number}"))];

    private static Guid[] Ids(IEnumerable<Transaction> transactions) => [.. transactions.Select(transaction => transaction.Id)];

    private Task HoldLeaseAsync() => ports.Source.HoldLeaseAsync(Holder, Long, CancellationToken.None);

    /// <summary>The first use of Redis, before which it is compared.</summary>
    private Task BeginAsync() => ports.Monitor.GetStatusAsync(CancellationToken.None);

    private async Task<Transaction[]> AcceptAsync(int count)
    {
        var transactions = Many(count);
        foreach (var transaction in transactions)
            Assert.That(await ports.Buffer.AcceptAsync(transaction, int.MaxValue, CancellationToken.None), Is.TypeOf<AcceptOutcome.Accepted>());
        return transactions;
    }

    private async Task<Guid[]> PeekAsync(int count = 10_000) =>
    [
        .. ((PeekOutcome.Batch)await ports.Source.PeekAsync(Holder, new BatchSize(count), CancellationToken.None))
            .Transactions.Select(entry => entry.Transaction.Id),
    ];

    private async Task ReopenAsync()
    {
        await ports.DisposeAsync();
        ports = storage.Open();
    }
}
