using CcatOps.Application.Errors;
using CcatOps.Application.FaultInjection;
using CcatOps.Infrastructure.Redis;

namespace CcatOps.Infrastructure.Journal;

/// <summary>
/// Stands before everything that uses Redis at a site with a journal. A Redis that lacks something is rebuilt before it is used; while it is
/// unavailable, the one process that gets the right accepts into the journal alone.
/// </summary>
internal sealed class JournalGuard : IDisposable
{
    private const int Attempts = 3;

    /// <summary>How long a repair waits while another process of the site repairs.</summary>
    private static readonly TimeSpan RecoveryTimeout = TimeSpan.FromSeconds(5);

    private readonly SiteJournal journal;
    private readonly BufferRestorer restorer;
    private readonly RedisConnection redis;
    private readonly RedisSafety safety;
    private readonly AloneMode mode;
    private readonly TimeProvider time;
    private readonly AcceptGate gate;
    private volatile int compared = -1;
    private volatile int repairs;
    private int comparisons;
    private long contributed;

    public JournalGuard(
        SiteJournal journal, BufferRestorer restorer, RedisConnection redis, RedisSafety safety, AloneMode mode, TimeProvider time)
    {
        (this.journal, this.restorer, this.redis, this.safety) = (journal, restorer, redis, safety);
        (this.mode, this.time, gate) = (mode, time, new AcceptGate(time));
        contributed = journal.Folder.Shared.Generation;
    }

    /// <summary>The replacement of Redis; null while Redis is available, as far as is known.</summary>
    public AloneBuffer? Alone => mode.Buffer;

    /// <summary>How often Redis and the journal were brought together: what Redis had taken until then is in the journal.</summary>
    public int Comparisons => Volatile.Read(ref comparisons);

    /// <summary>Notes for operators; empty when there is nothing to report.</summary>
    public IReadOnlyList<string> Notes =>
    [
        .. Alone is null ? [] : (string[])[mode.Text],
        .. restorer.Progress is { } progress ? (string[])[$"{progress}."] : [],
        .. journal.Fault is { } fault ? (string[])[fault] : [],
        .. journal.Pending > 0 ? (string[])[$"{journal.Pending} accepted writes are held in Redis only, until the journal's disk takes them."] : [],
    ];

    /// <summary>Why the journal cannot be written; null if nothing is known against it.</summary>
    public string? JournalFault => journal.Fault;

    /// <summary>Whether Redis is the one that was compared. After a break it may have been set back or emptied, or be another server.</summary>
    private bool IsCompared => compared == redis.Life;

    /// <summary>Uses Redis, or its replacement.</summary>
    /// <exception cref="BufferUnavailableException">Neither can be used now.</exception>
    public async Task<T> UseAsync<T>(Func<Task<T>> withRedis, Func<AloneBuffer, Task<T>> whileAlone, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var seen = repairs;
            BufferUnavailableException? fault = null;
            using (await gate.EnterAsync(began, Why, cancellationToken))
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

            await RepairAsync(fault, seen, gate.RestOf(began), cancellationToken);
        }
    }

    /// <summary>
    /// As <see cref="UseAsync"/>, for a step that Redis takes and the journal then keeps. If another generation began in between, a rebuilding
    /// may have missed the record: the step is taken again, which must be harmless.
    /// </summary>
    /// <param name="withRedis">Gets the generation in which it begins. It may throw <see cref="GenerationChangedException"/>.</param>
    /// <param name="whileAlone">Uses the replacement.</param>
    /// <param name="cancellationToken">Ends the waiting for a repair.</param>
    /// <exception cref="BufferUnavailableException">Neither can be used now.</exception>
    public async Task<T> UseJournaledAsync<T>(
        Func<long, Task<T>> withRedis, Func<AloneBuffer, Task<T>> whileAlone, CancellationToken cancellationToken)
    {
        while (true)
        {
            var generation = journal.Folder.Shared.Generation;
            var isCurrent = true;
            var result = await UseAsync<T?>(
                async () =>
                {
                    try
                    {
                        var taken = await withRedis(generation);
                        isCurrent = generation == journal.Folder.Shared.Generation || Mutants.IsActive(Mutant.GenerationUnchecked);
                        return taken;
                    }
                    catch (GenerationChangedException)
                    {
                        isCurrent = false;
                        return default;
                    }
                },
                async own => await whileAlone(own),
                cancellationToken);
            if (isCurrent)
                return result!;
        }
    }

    /// <summary>Uses Redis, or reports why it cannot be used.</summary>
    /// <exception cref="BufferUnavailableException">It is unavailable or being rebuilt.</exception>
    public Task<T> UseRedisAsync<T>(Func<Task<T>> withRedis, CancellationToken cancellationToken) =>
        UseAsync(withRedis, RefuseAlone<T>, cancellationToken);

    /// <summary>As <see cref="UseJournaledAsync"/>, without a replacement.</summary>
    /// <exception cref="BufferUnavailableException">Redis is unavailable or being rebuilt.</exception>
    public Task<T> UseRedisJournaledAsync<T>(Func<long, Task<T>> withRedis, CancellationToken cancellationToken) =>
        UseJournaledAsync(withRedis, RefuseAlone<T>, cancellationToken);

    /// <summary>Writes what is pending for the journal, and while alone looks whether Redis is back and what the replica shows by now.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        await ContributeAsync(cancellationToken);
        await journal.FlushAsync(cancellationToken);
        try
        {
            if (Alone is not { } own)
            {
                await CopyDroppedAsync(cancellationToken);
                return;
            }

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
                Interlocked.Increment(ref comparisons);
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

    private Task<T> RefuseAlone<T>(AloneBuffer own) => Task.FromException<T>(new BufferUnavailableException(mode.Text));

    /// <summary>Copies from Redis what was pending and dropped, once the journal can be written.</summary>
    private async Task CopyDroppedAsync(CancellationToken cancellationToken)
    {
        if (!journal.LacksRecords || journal.Fault is not null)
            return;
        await RestoreAsync(always: false, cancellationToken);
        journal.NoteCopied();
    }

    /// <summary>Puts the pending writes into a Redis that another process rebuilds: only this process has them.</summary>
    private async Task ContributeAsync(CancellationToken cancellationToken)
    {
        var generation = journal.Folder.Shared.Generation;
        if (generation == contributed)
            return;
        try
        {
            if (journal.Pending > 0 && Alone is null)
                await restorer.ContributeAsync(cancellationToken);
            contributed = generation;
            journal.Folder.Shared.Contribute(generation);
        }
        catch (BufferUnavailableException)
        {
            // At the next probe.
        }
    }

    private async Task RepairAsync(BufferUnavailableException? fault, int seen, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            // The request that asked for it may leave; the repair goes on.
            await Task.Run(() => RepairAsync(fault, seen), CancellationToken.None).WaitAsync(patience, time, cancellationToken);
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
                Interlocked.Increment(ref comparisons);
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
            if (TryHoldRecovery() is { } held)
                return held;
        }
        while (time.GetElapsedTime(started) < RecoveryTimeout && await timer.WaitForNextTickAsync(cancellationToken));

        throw new BufferUnavailableException("Another process of this site rebuilds the buffer from the journal.");
    }

    private IDisposable? TryHoldRecovery()
    {
        try
        {
            return journal.Folder.TryHoldRecovery();
        }
        catch (JournalUnavailableException exception)
        {
            throw new BufferUnavailableException(exception.Message, exception);
        }
    }

    private string Why() => restorer.Progress is { } progress ? $"Redis cannot be used yet: {progress}." : "The buffer is being repaired.";
}
