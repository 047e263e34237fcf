using CcatOps.Application.Draining;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>The contract of every transaction buffer. The rules are those of the ports.</summary>
[TestFixture(typeof(RedisStorage))]
[TestFixture(typeof(JournaledStorage))]
[TestFixture(typeof(SqliteStorage))]
[TestFixture(typeof(InMemoryStorage))]
internal abstract class BufferContract<TStorage> : IBufferContract
    where TStorage : IBufferStorage, new()
{
    protected const string Holder = "this process";
    protected static readonly Lsn Lsn = new(0x16B3748);
    protected static readonly Failure Refused = new("23503", "no such row");
    protected static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    protected TStorage Storage { get; private set; } = default!;

    protected BufferPorts Ports { get; private set; } = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        Storage = new TStorage();
        Ports = Storage.Open();
        Assert.That(await Ports.Source.HoldLeaseAsync(Holder, Long, CancellationToken.None), Is.True);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await Ports.DisposeAsync();
        await Storage.DisposeAsync();
    }

    protected static Transaction New(params string[] entities) => new()
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

    protected Task<AcceptOutcome> TryAcceptAsync(Transaction transaction, int limit = 1_000) =>
        TryAcceptAsync(transaction, new BufferLimits(limit));

    protected Task<AcceptOutcome> TryAcceptAsync(Transaction transaction, BufferLimits limits) =>
        Ports.Buffer.AcceptAsync(transaction, limits, CancellationToken.None);

    /// <summary>Accepts a transaction that must be taken.</summary>
    protected async Task<long> AcceptAsync(Transaction transaction)
    {
        var outcome = await TryAcceptAsync(transaction);
        Assert.That(outcome, Is.TypeOf<AcceptOutcome.Accepted>());
        return ((AcceptOutcome.Accepted)outcome).Sequence;
    }

    /// <summary>Accepts one transaction for each list of entities.</summary>
    protected async Task<Transaction[]> AcceptAsync(params string[] entities)
    {
        var transactions = entities.Select(list => New(list.Split(' '))).ToArray();
        foreach (var transaction in transactions)
            await AcceptAsync(transaction);
        return transactions;
    }

    protected async Task<IReadOnlyList<BufferedTransaction>> PeekAsync(int count = 1_000)
    {
        var outcome = await Ports.Source.PeekAsync(Holder, new BatchSize(count), CancellationToken.None);
        Assert.That(outcome, Is.TypeOf<PeekOutcome.Batch>());
        return ((PeekOutcome.Batch)outcome).Transactions;
    }

    protected async Task<Guid[]> PeekIdsAsync(int count = 1_000) => Ids(await PeekAsync(count));

    protected Task ReturnAsync(string holder, params Transaction[] transactions) =>
        Ports.Source.ReturnAsync(holder, Ids(transactions), CancellationToken.None);

    protected Task ConfirmAsync(params Transaction[] transactions) =>
        Ports.Source.ConfirmAsync(Ids(transactions), Lsn, CancellationToken.None);

    /// <summary>The local database shows these, so the buffer may release them.</summary>
    protected Task ReleaseAsync(params Transaction[] transactions)
    {
        Storage.Shown.Add(transactions);
        return Ports.Source.ReleaseAsync(Ids(transactions), CancellationToken.None);
    }

    protected Task FailAsync(Transaction transaction) =>
        Ports.Source.FailAsync(Holder, transaction.Id, Refused, CancellationToken.None);

    protected async Task<TransactionState?> StateAsync(Transaction transaction) =>
        (await Ports.Log.FindAsync(transaction.Id, CancellationToken.None))?.State;

    protected Task<BufferStatus> StatusAsync() => Ports.Monitor.GetStatusAsync(CancellationToken.None);

    protected async Task<long> TotalAsync(string state) => (await StatusAsync()).Totals.GetValueOrDefault(state);

    protected Task<OverlayUpdate> ReadOverlayAsync(OverlayVersion? known = null) => Ports.Feed.ReadAsync(known, CancellationToken.None);

    /// <summary>As after a crash: other adapters on the same storage, and the lease of the former process still in force.</summary>
    protected async Task ReopenAsync()
    {
        await Ports.DisposeAsync();
        Ports = Storage.Open();
    }

    protected static Guid[] Ids(IEnumerable<Transaction> transactions) => [.. transactions.Select(transaction => transaction.Id)];

    protected static Guid[] Ids(IEnumerable<BufferedTransaction> batch) => Ids(batch.Select(entry => entry.Transaction));
}

/// <summary>The members that the tests of the contract need to run one of its checks.</summary>
internal interface IBufferContract
{
    Task OpenAsync();

    Task CloseAsync();
}
