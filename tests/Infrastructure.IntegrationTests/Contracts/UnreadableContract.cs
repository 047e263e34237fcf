using System.Text.Json;
using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>A transaction whose content cannot be read any more keeps nobody else from anything.</summary>
[TestFixture(typeof(RedisStorage))]
[TestFixture(typeof(SqliteStorage))]
internal sealed class UnreadableContract<TStorage>
    where TStorage : IDamagedStorage, new()
{
    private const string Holder = "this process";

    private static readonly string[] Bodies =
    [
        "no JSON", "", "null", "[]", "{}", "\u0000", JsonSerializer.Serialize(New("a"), WireJson.Options),
        """{"version":1,"id":"<id>","site_name":"s","operation":"o","principal":"p","entities":null,"changes":null,"accepted_at":"2023-03-28T04:05:06Z","request_hash":"00"}""",
        """{"version":1,"id":"<id>","site_name":"s","operation":"o","principal":"p","entities":["a"],"changes":[{"kind":"insert","table":"none","key":"1"}],"accepted_at":"2023-03-28T04:05:06Z","request_hash":"00"}""",
    ];

    private TStorage storage = default!;
    private BufferPorts ports = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        storage = new TStorage();
        ports = storage.Open();
        await ports.Source.HoldLeaseAsync(Holder, TimeSpan.FromMinutes(10), CancellationToken.None);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await ports.DisposeAsync();
        await storage.DisposeAsync();
    }

    [TestCaseSource(nameof(Bodies))]
    public async Task It_alone_fails_and_its_followers_are_parked(string body)
    {
        var transactions = await AcceptAsync("a", "b", "a", "c");
        await DamageAsync(transactions[0], body);

        Assert.That(await DrainAsync(), Is.EqualTo(new[] { transactions[1].Id, transactions[3].Id }));
        var status = await ports.Monitor.GetStatusAsync(CancellationToken.None);
        Assert.That((status.Depth, status.Failed, status.Parked), Is.EqualTo((0, 1, 1)));
        var failed = await ports.Log.ListAsync(new() { States = [TransactionState.Failed] }, null, 10, CancellationToken.None);
        Assert.That(failed.Items.Select(record => (record.Id, record.Error!.SqlState)), Is.EqualTo(new[] { (transactions[0].Id, "22032") }));
        Assert.That(failed.Items[0].Body, Is.Null);
        Assert.That(failed.Items[0].LastError, Does.Contain("cannot be read"));
    }

    [Test]
    public async Task It_can_be_retried_in_vain_and_discarded()
    {
        var transactions = await AcceptAsync("a", "a");
        await DamageAsync(transactions[0]);
        Assert.That(await DrainAsync(), Is.Empty);

        Assert.That(await ports.Failed.RetryAsync(transactions[0].Id, null, CancellationToken.None), Is.EqualTo(Ids(transactions)));
        Assert.That(await DrainAsync(), Is.Empty);
        var outcome = await ports.Failed.DiscardAsync(transactions[0].Id, true, "gone", "operator", null, CancellationToken.None);
        Assert.That((outcome!.Discarded, outcome.Released), Is.EqualTo((new[] { transactions[0].Id }, new[] { transactions[1].Id })));
        Assert.That(await DrainAsync(), Is.EqualTo(new[] { transactions[1].Id }));
    }

    [Test]
    public async Task What_is_fetched_ahead_stops_before_it()
    {
        var transactions = await AcceptAsync("a", "b", "c", "d", "b");
        await DamageAsync(transactions[2]);
        var first = ((PeekOutcome.Batch)await ports.Source.PeekAsync(Holder, new(1), CancellationToken.None)).Transactions;
        await ports.Source.PeekBehindAsync(Holder, new(10), first, [], CancellationToken.None);

        Guid[] drained = [.. await DrainAsync()];
        Assert.That(drained, Is.EqualTo(Ids(transactions.Where((_, place) => place != 2))));
    }

    [Test]
    public async Task Of_accepts_that_share_a_call_only_the_one_that_repeats_it_is_refused()
    {
        var holder = New("a") with { Claims = ["idempotency:telescope:1"] };
        await ports.Buffer.AcceptAsync(holder, 1_000, CancellationToken.None);
        await DamageAsync(holder);

        var repetition = ports.Buffer.AcceptAsync(New("b") with { Claims = holder.Claims }, 1_000, CancellationToken.None);
        var strangers = Enumerable.Range(0, 300)
            .Select(number => ports.Buffer.AcceptAsync(New($"{number}"), 1_000, CancellationToken.None)).ToArray();

        Assert.That(await Task.WhenAll(strangers), Is.All.TypeOf<AcceptOutcome.Accepted>());
        Assert.That(async () => await repetition, Throws.TypeOf<ConflictException>().With.Message.Contains($"{holder.Id}"));
        await DrainAsync();
        await ports.Failed.DiscardAsync(holder.Id, true, "gone", "operator", null, CancellationToken.None);
        var again = await ports.Buffer.AcceptAsync(New("b") with { Claims = holder.Claims }, 1_000, CancellationToken.None);
        Assert.That(again, Is.TypeOf<AcceptOutcome.Accepted>());
    }

    [Test]
    public async Task Reads_show_all_the_others()
    {
        using var mirror = new OverlayMirror(ports.Feed);
        await mirror.GetCurrentAsync(CancellationToken.None);
        var transactions = await AcceptAsync("a", "b", "c");
        await DamageAsync(transactions[0]);
        using var late = new OverlayMirror(ports.Feed);

        foreach (var each in new[] { mirror, late })
            Assert.That((await each.GetCurrentAsync(CancellationToken.None)).Transactions.Select(entry => entry.Id), Is.EquivalentTo(Ids(transactions)));
        Assert.That((await ListAsync()).Select(record => record.Id), Is.EqualTo(Ids(transactions).Reverse()));
        var record = await ports.Log.FindAsync(transactions[0].Id, CancellationToken.None);
        Assert.That((record!.State, record.Body), Is.EqualTo((TransactionState.Buffered, (Transaction?)null)));
        Assert.That(record.Entities, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task What_is_at_main_already_is_followed_and_released()
    {
        var transactions = await AcceptAsync("a", "b");
        await DrainAsync();
        await DamageAsync(transactions[0]);
        using var mirror = new OverlayMirror(ports.Feed);
        var unconfirmed = (await mirror.GetCurrentAsync(CancellationToken.None)).Unconfirmed.Select(entry => entry.Id).ToArray();
        await ports.Source.ReleaseAsync(unconfirmed, CancellationToken.None);

        Assert.That(unconfirmed, Is.EquivalentTo(Ids(transactions)));
        Assert.That((await mirror.GetCurrentAsync(CancellationToken.None)).Transactions, Is.Empty);
        Assert.That((await ListAsync()).Select(record => record.State), Is.All.EqualTo(TransactionState.Replicated));
    }

    private Task DamageAsync(Transaction transaction, string body = "no JSON") =>
        storage.DamageAsync(transaction.Id, body.Replace("<id>", $"{transaction.Id}", StringComparison.Ordinal));

    private async Task<Transaction[]> AcceptAsync(params string[] entities)
    {
        var transactions = entities.Select(New).ToArray();
        foreach (var transaction in transactions)
            await ports.Buffer.AcceptAsync(transaction, 1_000, CancellationToken.None);
        return transactions;
    }

    /// <summary>Applies all that can be.</summary>
    private async Task<List<Guid>> DrainAsync()
    {
        var drained = new List<Guid>();
        while (await ports.Source.PeekAsync(Holder, new BatchSize(1_000), CancellationToken.None) is PeekOutcome.Batch { Transactions: { Count: > 0 } batch })
        {
            var ids = batch.Select(entry => entry.Transaction.Id).ToArray();
            await ports.Source.ConfirmAsync(ids, new Lsn(1), CancellationToken.None);
            drained.AddRange(ids);
        }

        return drained;
    }

    private async Task<IReadOnlyList<Application.Transactions.TransactionRecord>> ListAsync() =>
        (await ports.Log.ListAsync(new(), null, 100, CancellationToken.None)).Items;

    private static Transaction New(string entity) => new()
    {
        Id = Guid.CreateVersion7(),
        SiteName = "observatory",
        Operation = "start_observation",
        Principal = "telescope",
        Entities = [entity],
        Changes = [],
        AcceptedAt = new DateTimeOffset(2023, 3, 28, 4, 5, 6, TimeSpan.Zero),
        RequestHash = "00",
    };

    private static Guid[] Ids(IEnumerable<Transaction> transactions) => [.. transactions.Select(transaction => transaction.Id)];
}
