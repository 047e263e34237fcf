using CcatOps.Application.Errors;
using CcatOps.Application.Replication;
using CcatOps.Infrastructure.Redis;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Journal;

/// <summary>
/// Stands before everything that uses Redis at a site with a journal. A Redis that lacks something is rebuilt before it is used;
/// while there is none, the one process that gets the right goes on with the journal alone.
/// </summary>
internal sealed partial class JournalGuard : IDisposable
{
    private const int Attempts = 3;
    private const int MarkersAtOnce = 5_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SiteJournal journal;
    private readonly BufferRestorer restorer;
    private readonly RedisConnection redis;
    private readonly RedisSafety safety;
    private readonly ILocalReplica replica;
    private readonly TimeProvider time;
    private readonly ILogger<JournalGuard> logger;
    private readonly AcceptGate gate;
    private volatile int compared = -1;
    private volatile AloneBuffer? alone;
    private volatile int repairs;
    private IDisposable? right;
    private DateTimeOffset aloneSince;
    private string whyAlone = "";

    public JournalGuard(
        SiteJournal journal,
        BufferRestorer restorer,
        RedisConnection redis,
        RedisSafety safety,
        ILocalReplica replica,
        TimeProvider time,
        ILogger<JournalGuard> logger)
    {
        (this.journal, this.restorer, this.redis, this.safety, this.replica) = (journal, restorer, redis, safety, replica);
        (this.time, this.logger, gate) = (time, logger, new AcceptGate(time));
    }

    /// <summary>What stands in for Redis; null: it is there, as far as is known.</summary>
    public AloneBuffer? Alone => alone;

    /// <summary>What people should know of it; empty when all is as it should be.</summary>
    public IReadOnlyList<string> Notes =>
    [
        .. alone is null ? [] : (string[])[AloneText],
        .. restorer.Progress is { } progress ? (string[])[$"{progress}."] : [],
        .. journal.Folder.Fault is { } fault
            ? (string[])[$"The journal cannot be written: {fault} {journal.Owed} accepted transactions are held in Redis only; look at its disk."]
            : [],
    ];

    /// <summary>What answers again after a break may have been set back or emptied, or be another server.</summary>
    private bool IsCompared => compared == redis.Life;

    private string AloneText =>
        $"Redis is away since {aloneSince:yyyy-MM-dd HH:mm:ss} UTC ({whyAlone}). Writes are accepted into the journal alone; bring Redis back.";

    /// <summary>Uses Redis, or what stands in for it.</summary>
    /// <exception cref="BufferUnavailableException">Neither can be used now.</exception>
    public async Task<T> UseAsync<T>(Func<Task<T>> withRedis, Func<AloneBuffer, Task<T>> whileAlone, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var seen = repairs;
            BufferUnavailableException? fault = null;
            using (await gate.EnterAsync(Why, cancellationToken))
            {
                if (alone is { } own)
                    return await whileAlone(own);
                if (IsCompared && !journal.Folder.SomeoneIsAlone)
                {
                    try
                    {
                        return await withRedis();
                    }
                    catch (BufferUnavailableException exception) when (
                        attempt < Attempts && (exception.IsAway || exception.IsIncomplete()))
                    {
                        fault = exception;
                    }
                }
            }

            await RepairAsync(fault, seen, cancellationToken);
        }
    }

    /// <summary>Uses Redis, or says why it cannot be used.</summary>
    /// <exception cref="BufferUnavailableException">It is away or being rebuilt.</exception>
    public Task<T> UseRedisAsync<T>(Func<Task<T>> withRedis, CancellationToken cancellationToken) =>
        UseAsync(withRedis, _ => Task.FromException<T>(new BufferUnavailableException(AloneText)), cancellationToken);

    /// <summary>While alone: looks whether Redis is back, and what the replica shows by now.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        await journal.PayAsync(cancellationToken);
        if (alone is not { } own)
            return;
        try
        {
            await ReleaseShownAsync(own, cancellationToken);
            if ((await safety.CheckAsync()).Faults.Count > 0)
                return;

            // Most of it while writes still go on, then the rest.
            await RestoreAsync(always: true, cancellationToken);
            using (await gate.CloseAsync(cancellationToken))
            {
                var life = redis.Life;
                await RestoreAsync(always: true, cancellationToken);
                EndAlone();
                compared = life;
            }

            LogBack(time.GetUtcNow() - aloneSince);
        }
        catch (BufferUnavailableException)
        {
            // Not yet.
        }
    }

    /// <summary>Does something to Redis while nobody uses it.</summary>
    public async Task<T> ExcludingAsync<T>(Func<Task<T>> use, CancellationToken cancellationToken)
    {
        using (await gate.CloseAsync(cancellationToken))
        {
            if (alone is not null)
                throw new BufferUnavailableException(AloneText);
            using (await HoldRecoveryAsync(cancellationToken))
                return await use();
        }
    }

    /// <summary>Gives back the right to be alone: who comes next takes it, and goes on from the journal.</summary>
    public void Dispose()
    {
        right?.Dispose();
        gate.Dispose();
    }

    private async Task RepairAsync(BufferUnavailableException? fault, int seen, CancellationToken cancellationToken)
    {
        try
        {
            // Whoever asked for it may leave; the repair goes on.
            await Task.Run(() => RepairAsync(fault, seen), CancellationToken.None).WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new BufferUnavailableException(Why(), exception);
        }
    }

    private async Task RepairAsync(BufferUnavailableException? fault, int seen)
    {
        using var closed = await gate.CloseAsync(CancellationToken.None);
        if (repairs != seen || alone is not null)
            return;
        if (journal.Folder.SomeoneIsAlone)
            TakeRight("another process of this site accepts into the journal alone");
        var life = redis.Life;
        try
        {
            if (fault is null || !fault.IsAway)
            {
                await RestoreAsync(always: right is not null, CancellationToken.None);
                EndAlone();
            }
            else
            {
                await GoAloneAsync(fault);
            }
        }
        catch (BufferUnavailableException exception) when (exception.IsAway)
        {
            await GoAloneAsync(exception);
        }

        compared = life;
        repairs++;
    }

    private async Task GoAloneAsync(BufferUnavailableException fault)
    {
        TakeRight($"{fault.Message} Another process of this site accepts into the journal alone");
        try
        {
            var unsettled = journal.Folder.Unsettled();
            var own = new AloneBuffer(journal, unsettled);
            await ReleaseShownAsync(own, CancellationToken.None);
            (aloneSince, whyAlone) = (time.GetUtcNow(), fault.Message);
            alone = own;
            LogAlone(fault.Message, unsettled.Count);
        }
        catch (JournalUnavailableException exception)
        {
            throw new BufferUnavailableException($"{fault.Message} {exception.Message}", exception);
        }
    }

    /// <summary>What the replica shows need not be laid over it.</summary>
    private async Task ReleaseShownAsync(AloneBuffer own, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var chunk in own.Waiting.Select(entry => entry.Id).Chunk(MarkersAtOnce))
                own.Release(await replica.FindMarkersAsync(chunk, cancellationToken));
        }
        catch (LocalDatabaseUnavailableException)
        {
            // Then nobody knows, and it stays.
        }
    }

    private void TakeRight(string orElse)
    {
        try
        {
            right ??= journal.Folder.TryHoldAlone() ?? throw new BufferUnavailableException($"{orElse}.");
        }
        catch (JournalUnavailableException exception)
        {
            throw new BufferUnavailableException(exception.Message, exception);
        }
    }

    private void EndAlone()
    {
        if (right is null)
            return;
        journal.Folder.EndAlone();
        right.Dispose();
        (right, alone) = (null, null);
        repairs++;
    }

    private async Task RestoreAsync(bool always, CancellationToken cancellationToken)
    {
        using (await HoldRecoveryAsync(cancellationToken))
            await restorer.RestoreAsync(always, cancellationToken);
    }

    private async Task<IDisposable> HoldRecoveryAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50), time);
        var started = time.GetTimestamp();
        do
        {
            if (journal.Folder.TryHoldRecovery() is { } held)
                return held;
        }
        while (time.GetElapsedTime(started) < Patience && await timer.WaitForNextTickAsync(cancellationToken));

        throw new BufferUnavailableException("Another process of this site rebuilds the buffer from the journal.");
    }

    private string Why() => restorer.Progress is { } progress ? $"Redis cannot be used yet: {progress}." : "The buffer is being repaired.";

    [LoggerMessage(LogLevel.Error, "Redis is away, so writes are accepted into the journal alone, which holds {Unsettled} unsettled "
        + "transactions: {Reason}")]
    private partial void LogAlone(string reason, int unsettled);

    [LoggerMessage(LogLevel.Warning, "Redis is back and holds all that was accepted without it for {Duration}")]
    private partial void LogBack(TimeSpan duration);
}
