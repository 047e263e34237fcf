using CcatOps.Application.Errors;
using CcatOps.Infrastructure.Redis;

namespace CcatOps.Infrastructure.Journal;

/// <summary>
/// Stands before everything that uses Redis at a site with a journal. A Redis that lacks something is rebuilt before it is used;
/// while there is none, the one process that gets the right goes on with the journal alone.
/// </summary>
internal sealed class JournalGuard : IDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SiteJournal journal;
    private readonly BufferRestorer restorer;
    private readonly RedisConnection redis;
    private readonly RedisSafety safety;
    private readonly AloneMode mode;
    private readonly TimeProvider time;
    private readonly AcceptGate gate;
    private volatile int compared = -1;
    private volatile int repairs;

    public JournalGuard(
        SiteJournal journal, BufferRestorer restorer, RedisConnection redis, RedisSafety safety, AloneMode mode, TimeProvider time)
    {
        (this.journal, this.restorer, this.redis, this.safety) = (journal, restorer, redis, safety);
        (this.mode, this.time, gate) = (mode, time, new AcceptGate(time));
    }

    /// <summary>What stands in for Redis; null: it is there, as far as is known.</summary>
    public AloneBuffer? Alone => mode.Buffer;

    /// <summary>What people should know of it; empty when all is as it should be.</summary>
    public IReadOnlyList<string> Notes =>
    [
        .. Alone is null ? [] : (string[])[mode.Text],
        .. restorer.Progress is { } progress ? (string[])[$"{progress}."] : [],
        .. journal.Folder.Fault is { } fault
            ? (string[])[$"The journal cannot be written: {fault} {journal.Owed} accepted transactions are held in Redis only; look at its disk."]
            : [],
    ];

    /// <summary>What answers again after a break may have been set back or emptied, or be another server.</summary>
    private bool IsCompared => compared == redis.Life;

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
                if (Alone is { } own)
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
        UseAsync(withRedis, _ => Task.FromException<T>(new BufferUnavailableException(mode.Text)), cancellationToken);

    /// <summary>While alone: looks whether Redis is back, and what the replica shows by now.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        await journal.PayAsync(cancellationToken);
        if (Alone is not { } own)
            return;
        try
        {
            await mode.ReleaseShownAsync(own, cancellationToken);
            if ((await safety.CheckAsync()).Faults.Count > 0)
                return;

            // Most of it while writes still go on, then the rest.
            await RestoreAsync(always: true, cancellationToken);
            using (await gate.CloseAsync(cancellationToken))
            {
                var life = redis.Life;
                await RestoreAsync(always: true, cancellationToken);
                mode.End();
                compared = life;
                repairs++;
            }
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
            if (Alone is not null)
                throw new BufferUnavailableException(mode.Text);
            using (await HoldRecoveryAsync(cancellationToken))
                return await use();
        }
    }

    public void Dispose() => gate.Dispose();

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
        if (repairs != seen || Alone is not null)
            return;
        if (journal.Folder.SomeoneIsAlone)
            mode.TakeRight("another process of this site accepts into the journal alone");
        var life = redis.Life;
        try
        {
            if (fault is null || !fault.IsAway)
            {
                await RestoreAsync(always: mode.HasRight, CancellationToken.None);
                mode.End();
            }
            else
            {
                await mode.BeginAsync(fault);
            }
        }
        catch (BufferUnavailableException exception) when (exception.IsAway)
        {
            await mode.BeginAsync(exception);
        }

        compared = life;
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
}
