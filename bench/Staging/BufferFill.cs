using CcatOps.Application;
using CcatOps.Application.Draining;
using CcatOps.Application.Writes;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure;
using CcatOps.TestBed;
using Microsoft.Extensions.DependencyInjection;

namespace CcatOps.Bench.Staging;

/// <summary>
/// Fills a site's buffer as fast as Redis and the disk take it: by the product's own accept, script, journal and all, without HTTP before it.
/// </summary>
internal static class BufferFill
{
    private const int AtOnce = 128;

    public static async Task FillAsync(this Stage stage, IEnumerable<Transaction> transactions, CancellationToken cancellationToken)
    {
        var site = SiteOf(stage.Servers, stage.JournalOf(Night.Site));
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(site)
            .AddApplication()
            .AddInfrastructure(site)
            .AddSingleton<IDrainObserver, NoObserver>()
            .BuildServiceProvider();
        var buffer = services.GetRequiredService<ITransactionBuffer>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };

        // The start of an execution must be accepted before the rest: each thread takes whole executions.
        await Parallel.ForEachAsync(transactions.Chunk(3), options, async (execution, token) =>
        {
            foreach (var transaction in execution)
            {
                if (await buffer.AcceptAsync(transaction, int.MaxValue, token) is not AcceptOutcome.Accepted)
                    throw new InvalidOperationException($"Transaction {transaction.Id} was not accepted.");
            }
        });
    }

    private static SiteConfig SiteOf(TwoSiteStage servers, string journal) => new()
    {
        SiteName = Night.Site,
        SiteType = SiteType.Secondary,
        MainDatabase = new() { Host = "127.0.0.1", Port = servers.OceanToMain.Port, Password = PostgresNode.Password },
        LocalDatabase = new() { Host = "127.0.0.1", Port = servers.Replica.Port, Password = PostgresNode.Password },
        Redis = new() { Host = "127.0.0.1", Port = servers.Redis.Port },
        BufferDurability = BufferDurability.Required,
        TransactionBuffering = new() { JournalPath = journal },
    };

    private sealed class NoObserver : IDrainObserver
    {
        public void BatchApplied(int transactions, TimeSpan duration)
        {
        }
    }
}
