using Npgsql;
using Rebus.Activation;
using Rebus.Backoff;
using Rebus.Bus;
using Rebus.Config;
using Rebus.Config.Outbox;
using Rebus.Routing.TypeBased;
using Rebus.Transport;

namespace CcatOps.Peers;

/// <summary>
/// Outbox and transport in one PostgreSQL at the site, so that a write is accepted without a link: the replica takes no writes. In the
/// main database the transport would cost a round trip for each message too, from the outbox's one forwarder.
/// </summary>
internal sealed class RebusPeer : IPeer
{
    private const string Queue = "starts";
    private static readonly TimeSpan Backoff = TimeSpan.FromMilliseconds(10);

    private readonly BuiltinHandlerActivator handlers = new();
    private readonly NpgsqlDataSource site;
    private readonly IBus bus;
    private readonly int workers;

    public RebusPeer(string siteDatabase, MainDatabase main, int parallelism)
    {
        // A message under way holds one connection for the transport and one for the outbox; the rest is for accepting.
        var connectionString = new NpgsqlConnectionStringBuilder(siteDatabase)
        {
            MaxPoolSize = 2 * parallelism + 50,
            MaxAutoPrepare = 20,
        }.ConnectionString;
        site = NpgsqlDataSource.Create(connectionString);
        // As https://github.com/rebus-org/Rebus/wiki/Workers-and-parallelism has it for work that waits: two workers.
        workers = Math.Min(parallelism, 2);
        handlers.Handle<Start>(main.ApplyAsync);
        bus = Configure.With(handlers)
            .Logging(log => log.Console(Rebus.Logging.LogLevel.Warn))
            .Transport(transport => transport.UsePostgreSql(connectionString, "messages", Queue))
            .Outbox(outbox => outbox.StoreInPostgreSql(connectionString, "outbox"))
            .Routing(routing => routing.TypeBased().Map<Start>(Queue))
            .Options(options =>
            {
                options.SetNumberOfWorkers(0);
                options.SetMaxParallelism(parallelism);
                // A worker that has no place for another message waits so long: 100 ms by default, half a round trip.
                options.SetBackoffTimes(Backoff);
            })
            .Start();
    }

    public async Task AcceptAsync(Start start)
    {
        await using var connection = await site.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        using var scope = new RebusTransactionScope();
        scope.UseOutbox(connection, transaction);
        await bus.Send(start);
        await scope.CompleteAsync();
        await transaction.CommitAsync();
    }

    public void Work() => bus.Advanced.Workers.SetNumberOfWorkers(workers);

    public async ValueTask DisposeAsync()
    {
        handlers.Dispose();
        await site.DisposeAsync();
    }
}
