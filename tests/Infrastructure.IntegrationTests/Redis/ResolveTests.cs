using CcatOps.Application.Draining;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;
using CcatOps.Infrastructure.Redis;
using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.IntegrationTests.Redis;

/// <summary>A decision about a failed transaction with more followers than move in one script.</summary>
internal sealed class ResolveTests
{
    private const string Holder = "one";
    private const int Followers = 450;

    private RedisStorage storage = null!;
    private BufferPorts ports = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        storage = new RedisStorage();
        ports = storage.Open();
        await ports.Source.HoldLeaseAsync(Holder, TimeSpan.FromMinutes(1), CancellationToken.None);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await ports.DisposeAsync();
        await storage.DisposeAsync();
    }

    [Test]
    public async Task The_drain_goes_on_with_a_decision_that_was_interrupted()
    {
        var transactions = await FailFirstAsync();
        await InterruptAsync(transactions[0]);

        await Eventually.WaitForAsync(
            async () =>
            {
                await PeekAsync();
                return (await ports.Monitor.GetStatusAsync(CancellationToken.None)).Parked == 0;
            },
            TimeSpan.FromSeconds(30),
            "all should be put back");
        Assert.That(await PeekAsync(), Is.EqualTo(transactions.Select(transaction => transaction.Id)));
    }

    [Test]
    public async Task Another_decision_first_ends_the_one_that_was_interrupted()
    {
        var transactions = await FailFirstAsync();
        await InterruptAsync(transactions[0]);
        await ports.Source.FailAsync(Holder, transactions[1].Id, new Failure("23503", "no such row"), CancellationToken.None);

        var outcome = await ports.Failed.DiscardAsync(transactions[1].Id, true, "wrong", "operator", null, CancellationToken.None);

        Assert.That(outcome!.Discarded, Is.EqualTo(new[] { transactions[1].Id }));
        Assert.That((await ports.Monitor.GetStatusAsync(CancellationToken.None)).Parked, Is.Zero);
        Assert.That(await PeekAsync(), Is.EqualTo(transactions.Where((_, place) => place != 1).Select(transaction => transaction.Id)));
    }

    [Test]
    public async Task What_an_earlier_version_has_parked_follows()
    {
        var transactions = await FailFirstAsync();
        await storage.UseAsync(database => database.KeyDeleteAsync(storage.Keys.HeldBack));

        var ids = await ports.Failed.RetryAsync(transactions[0].Id, null, CancellationToken.None);
        Assert.That(ids, Is.EqualTo(transactions.Select(transaction => transaction.Id)));
    }

    private async Task<Transaction[]> FailFirstAsync()
    {
        var transactions = Enumerable.Range(0, Followers + 1).Select(_ => New()).ToArray();
        foreach (var transaction in transactions)
            await ports.Buffer.AcceptAsync(transaction, 1_000, CancellationToken.None);
        await ports.Source.FailAsync(Holder, transactions[0].Id, new Failure("23503", "no such row"), CancellationToken.None);
        Assert.That(await PeekAsync(), Is.Empty);
        return transactions;
    }

    /// <summary>The first script of a retry, from a process that then ended.</summary>
    private async Task InterruptAsync(Transaction transaction)
    {
        await using var redis = storage.Connect();
        RedisValue[] decision =
            [transaction.Id.ToString(), "buffered", "buffered", TransactionBody.Time(DateTimeOffset.UnixEpoch), "", "", "", "", "0"];
        var answer = await redis.EvaluateCompleteAsync(RedisScripts.ResolveFailed, decision);
        Assert.That(((string)answer[0]!, (long)answer[3]), Is.EqualTo(("resolved", 0L)));
    }

    private async Task<Guid[]> PeekAsync() =>
    [
        .. ((PeekOutcome.Batch)await ports.Source.PeekAsync(Holder, new(1_000), CancellationToken.None)).Transactions
            .Select(entry => entry.Transaction.Id),
    ];

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
    };
}
