using CcatOps.Application.Draining;
using CcatOps.Application.Reads;
using CcatOps.Application.Replication;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Journal;
using CcatOps.Infrastructure.Recovery;
using CcatOps.Infrastructure.Redis;
using CcatOps.TestBed;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

/// <summary>The keys of one site on <see cref="Servers.Redis"/>, with a journal beside them that is lost with them.</summary>
internal sealed class JournaledStorage : IBufferStorage
{
    private static int number;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ccatops-journal-");
    private readonly bool isShared;
    private readonly SiteConfig site;

    private int journals;

    public JournaledStorage() : this(redis: null)
    {
    }

    /// <param name="redis">Its Redis; null: the one that all tests share.</param>
    /// <param name="timeout">How long an answer waits for the journal's disk; null: as long as by default.</param>
    public JournaledStorage(RedisServer? redis, TimeSpan? timeout = null)
    {
        isShared = redis is null;
        site = new()
        {
            SiteName = $"journaled-{Interlocked.Increment(ref number)}",
            SiteType = SiteType.Secondary,
            Redis = new RedisConfig { Host = "127.0.0.1", Port = (redis ?? Servers.Redis).Port },
            TransactionBuffering = new() { JournalTimeout = timeout ?? TimeSpan.FromSeconds(20) },
        };
    }

    public AppliedSequences Applied { get; } = new();

    public ShownInMemory Shown { get; } = new();

    /// <summary>The markers that the replica shows.</summary>
    public HashSet<Guid> Markers { get; } = [];

    private string Path => System.IO.Path.Combine(folder.FullName, $"{journals}");

    public BufferPorts Open() => Open(null);

    /// <param name="flush">Puts a segment of the journal on stable storage; null: an fsync.</param>
    public BufferPorts Open(Action<SafeFileHandle>? flush)
    {
        var journalFolder = JournalFolder.Open(Path, site.SiteName, TimeProvider.System, flush: flush);
        var journal = new SiteJournal(journalFolder, site, TimeProvider.System, NullLogger<SiteJournal>.Instance);
        // A machine that is busy with other tests answers late, which few tests are about.
        var connection = new RedisConnection(site, journal, canary: isShared ? new RedisCanary(TimeSpan.FromSeconds(20)) : null);
        var safety = new RedisSafety(site, connection);
        var seeder = new SequenceSeeder(new RedisSequenceCounter(connection), Applied, NullLogger<SequenceSeeder>.Instance);
        var replica = new MarkersOnly(Markers);
        var copies = new RedisToJournal(journal, connection);
        var restoring = new JournalToRedis(journal, connection, TimeProvider.System);
        var restorer = new BufferRestorer(
            journal, connection, restoring, copies, seeder, replica, TimeProvider.System, NullLogger<BufferRestorer>.Instance);
        var alone = new AloneMode(journal, site, replica, TimeProvider.System, NullLogger<AloneMode>.Instance);
        var guard = new JournalGuard(journal, restorer, connection, safety, alone, TimeProvider.System);
        var oldClaims = new OldClaims(journal, guard, restoring, TimeProvider.System, NullLogger<OldClaims>.Instance);
        var reconciler = new JournalReconciler(
            journal, restorer, guard, connection, new NoMain(), NullLogger<JournalReconciler>.Instance);
        var bodies = new RedisBodies(connection, Shown, new JournaledBodies(journal));
        var feed = new JournaledOverlayFeed(new RedisOverlayFeed(connection, bodies), guard);
        return new BufferPorts(
            new JournaledTransactionBuffer(new RedisTransactionBuffer(connection, safety, seeder, bodies), journal, copies, oldClaims, guard),
            new JournaledDrainSource(new RedisDrainSource(connection, seeder, bodies, TimeProvider.System), journal, guard, reconciler),
            feed,
            new JournaledBufferMonitor(new RedisBufferMonitor(connection, safety, seeder, TimeProvider.System), copies, guard),
            new JournaledFailedTransactions(new RedisFailedTransactions(connection, seeder, TimeProvider.System), copies, journal, guard),
            new JournaledTransactionLog(
                new RedisTransactionLog(connection, new OverlayMirror(feed), Shown), Shown, connection, guard),
            new Process(connection, journalFolder, guard, new JournalKeeper(site, journal, guard, connection, TimeProvider.System), oldClaims));
    }

    /// <summary>The probe of one process of the site, which its host calls once a second.</summary>
    public static Task ProbeAsync(BufferPorts ports) => ((Process)ports.Process).Guard.ProbeAsync(CancellationToken.None);

    /// <summary>The keeper of one process of the site, which its host calls every ten seconds.</summary>
    public static Task KeepAsync(BufferPorts ports) => ((Process)ports.Process).Keeper.KeepAsync(CancellationToken.None);

    /// <summary>Puts back the claims of settled transactions, as the host of a process does once a second.</summary>
    public static Task RestoreOldClaimsAsync(BufferPorts ports) => ((Process)ports.Process).OldClaims.RestoreAsync(CancellationToken.None);

    /// <summary>The journal's files cannot be found any more; those that are open stay open.</summary>
    public void HideJournal() => Directory.Move(Path, $"{Path}-hidden");

    /// <summary>Whether Redis knows a claim.</summary>
    public async Task<bool> HoldsClaimAsync(string claim)
    {
        await using var redis = new RedisConnection(site);
        return await redis.UseAsync(database => database.KeyExistsAsync(site.Keys.Claim(claim)));
    }

    /// <summary>A person's decision that reached Redis from a process that ended before it told the journal.</summary>
    public async Task DiscardPastTheJournalAsync(Guid id)
    {
        await using var redis = new RedisConnection(site);
        var seeder = new SequenceSeeder(new RedisSequenceCounter(redis), Applied, NullLogger<SequenceSeeder>.Instance);
        await new RedisFailedTransactions(redis, seeder, TimeProvider.System).DiscardAsync(
            id, releaseFollowers: false, "a test", "operator", audit: null, CancellationToken.None);
    }

    /// <summary>Accepted by Redis, for a process that ended before it told the journal, and so before anybody was answered.</summary>
    public async Task AcceptPastTheJournalAsync(params Transaction[] transactions)
    {
        await using var redis = new RedisConnection(site);
        var seeder = new SequenceSeeder(new RedisSequenceCounter(redis), Applied, NullLogger<SequenceSeeder>.Instance);
        var buffer = new RedisTransactionBuffer(redis, new RedisSafety(site, redis), seeder, new RedisBodies(redis, Shown));
        await Task.WhenAll(transactions.Select(transaction => buffer.AcceptAsync(transaction, int.MaxValue, CancellationToken.None)));
    }

    /// <summary>Neither Redis nor the journal can tell any more what is in a transaction; they still know that they hold it.</summary>
    public async Task SpoilBodyAsync(Guid id, long sequence)
    {
        await using var redis = new RedisConnection(site);
        await redis.UseAsync(database => database.HashSetAsync(site.Keys.Transaction($"{id}"), "body", "no JSON"));
        await File.AppendAllBytesAsync(
            Directory.EnumerateFiles(Path, "*.journal").First(), SegmentFormat.Frame(RecordKind.Accepted, sequence, 0, "no JSON"u8.ToArray()));
    }

    /// <summary>Redis has lost these and no others, and knows that it is not complete.</summary>
    public Task LoseSomeAsync(params Guid[] ids) => ChangeAsync(async database =>
    {
        foreach (var id in ids)
        {
            await database.ListRemoveAsync(site.Keys.TransactionBuffer, $"{id}");
            await database.KeyDeleteAsync(site.Keys.Transaction($"{id}"));
        }
    });

    /// <summary>The rebuild was interrupted, and had put some transactions behind later ones.</summary>
    public Task LeaveInDisorderAsync() => ChangeAsync(async database =>
    {
        var queue = await database.ListRangeAsync(site.Keys.TransactionBuffer);
        await database.KeyDeleteAsync(site.Keys.TransactionBuffer);
        await database.ListLeftPushAsync(site.Keys.TransactionBuffer, queue);
    });

    /// <summary>The ids in the journal, once for each record.</summary>
    public async Task<Guid[]> ReadJournalAsync()
    {
        await using var journal = JournalFolder.Open(Path, site.SiteName, TimeProvider.System);
        return [.. journal.Read(0).OfType<JournalRecord.Accepted>().Select(record => record.Transaction.Id)];
    }

    public async Task LoseCounterAsync()
    {
        await using var redis = new RedisConnection(site);
        await redis.UseAsync(database => database.KeyDeleteAsync(site.Keys.Sequence));
    }

    public async Task LoseAsync()
    {
        await LoseRedisAsync();
        await LoseJournalAsync();
    }

    /// <summary>The next process finds an empty one.</summary>
    public Task LoseJournalAsync()
    {
        foreach (var segment in Directory.EnumerateFiles(Path, "*.journal"))
            File.Delete(segment);
        journals++;
        return Task.CompletedTask;
    }

    public async Task LoseRedisAsync()
    {
        await using var redis = new RedisConnection(site);
        await redis.UseAsync(async database =>
        {
            var server = database.Multiplexer.GetServers()[0];
            await foreach (var key in server.KeysAsync(site.Redis.Db, $"{site.Keys.Prefix}:*"))
                await database.KeyDeleteAsync(key);
            return true;
        });
    }

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task ChangeAsync(Func<IDatabase, Task> changeAsync)
    {
        await using var redis = new RedisConnection(site);
        await redis.UseAsync(async database =>
        {
            await changeAsync(database);
            return await database.KeyDeleteAsync(site.Keys.Journal);
        });
    }

    private sealed class Process(
        RedisConnection connection, JournalFolder journal, JournalGuard guard, JournalKeeper keeper, OldClaims oldClaims) : IAsyncDisposable
    {
        public JournalGuard Guard => guard;

        public JournalKeeper Keeper => keeper;

        public OldClaims OldClaims => oldClaims;

        public async ValueTask DisposeAsync()
        {
            await connection.DisposeAsync();
            await journal.DisposeAsync();
        }
    }

    private sealed class NoMain : IMainDatabase
    {
        public Task<Epoch> AcquireEpochAsync(string siteName, CancellationToken cancellationToken) => Task.FromResult(new Epoch(1, null));

        public Task<AppliedTransactions> FindAppliedAsync(
            IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken) =>
            Task.FromResult(new AppliedTransactions(new HashSet<Guid>(), new Lsn(0)));

        public Task<BatchOutcome> ApplyAsync(
            IReadOnlyList<IReadOnlyList<BufferedTransaction>> groups, long epoch, CancellationToken cancellationToken) =>
            Task.FromResult<BatchOutcome>(new BatchOutcome.StaleEpoch());
    }

    private sealed class MarkersOnly(HashSet<Guid> markers) : ILocalReplica
    {
        public Task<Lsn> GetReplayedLsnAsync(CancellationToken cancellationToken) => Task.FromResult(new Lsn(0));

        public Task<IReadOnlyCollection<Guid>> FindMarkersAsync(
            IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyCollection<Guid>>([.. transactionIds.Where(markers.Contains)]);
    }
}
