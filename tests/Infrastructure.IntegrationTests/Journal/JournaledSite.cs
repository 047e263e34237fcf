using CcatOps.Application.Draining;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Journal;

/// <summary>A Redis and a journal beside it, and one process of the site, which may end and start again.</summary>
internal sealed class JournaledSite : IAsyncDisposable
{
    public const string Holder = "this process";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private JournaledSite() => Ports = Storage.Open();

    public JournaledStorage Storage { get; } = new();

    public BufferPorts Ports { get; private set; }

    public static async Task<JournaledSite> OpenAsync()
    {
        var site = new JournaledSite();
        await site.HoldLeaseAsync();
        return site;
    }

    public static Transaction New(params string[] entities) => new()
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

    public static Transaction[] Many(int count) => [.. Enumerable.Range(0, count).Select(number => New($"entity {number}"))];

    public static Guid[] Ids(IEnumerable<Transaction> transactions) => [.. transactions.Select(transaction => transaction.Id)];

    public async Task AcceptAsync(params Transaction[] transactions) => Assert.That(
        await Task.WhenAll(transactions.Select(transaction => Ports.Buffer.AcceptAsync(transaction, int.MaxValue, CancellationToken.None))),
        Is.All.TypeOf<AcceptOutcome.Accepted>());

    /// <summary>One after the other.</summary>
    public async Task<Transaction[]> AcceptAsync(int count)
    {
        var transactions = Many(count);
        foreach (var transaction in transactions)
            await AcceptAsync(transaction);
        return transactions;
    }

    public Task HoldLeaseAsync() => Ports.Source.HoldLeaseAsync(Holder, Long, CancellationToken.None);

    public async Task<Guid[]> PeekAsync(int count = 10_000) =>
    [
        .. ((PeekOutcome.Batch)await Ports.Source.PeekAsync(Holder, new BatchSize(count), CancellationToken.None))
            .Transactions.Select(entry => entry.Transaction.Id),
    ];

    /// <summary>Another process, which has not used Redis yet.</summary>
    public async Task ReopenAsync()
    {
        await Ports.DisposeAsync();
        Ports = Storage.Open();
    }

    /// <summary>The first use of Redis, before which it is compared.</summary>
    public Task BeginAsync() => Ports.Monitor.GetStatusAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Ports.DisposeAsync();
        await Storage.DisposeAsync();
    }
}
