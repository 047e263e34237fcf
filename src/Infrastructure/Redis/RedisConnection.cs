using CcatOps.Application.Errors;
using CcatOps.Application.FaultInjection;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Buffering;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>
/// The one connection of this process to the site's Redis, shared by all callers so that their commands travel, and are
/// fsynced, together. Without a connection commands fail at once instead of waiting.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private readonly SiteConfig site;
    private readonly IJournalMark? mark;
    private readonly IRedisAccess access;

    /// <summary>Null at a site without a journal, which has nothing to go on with.</summary>
    private readonly RedisCanary? canary;
    private readonly RedisKey[] keys;
    private volatile int life;

    /// <param name="site">The site as configured.</param>
    /// <param name="mark">The value that Redis must hold to be complete; null: the site keeps no journal.</param>
    /// <param name="logger">Is told which server is the primary.</param>
    /// <param name="canary">Decides that Redis does not answer, at a site with a journal; null: as it does by default.</param>
    public RedisConnection(SiteConfig site, IJournalMark? mark = null, ILogger<RedisConnection>? logger = null, RedisCanary? canary = null)
    {
        this.site = site;
        Seal = new(site.SiteName, site.Redis.BodyKeys);
        this.mark = mark;
        this.canary = mark is null ? null : canary ?? new RedisCanary();
        access = site.Redis.HasSentinels
            ? new SentinelRedis(site, logger ?? NullLogger<RedisConnection>.Instance)
            : new OneRedis(site.Redis);
        access.Changed += (_, _) => Interlocked.Increment(ref life);
        var names = site.Keys;
        keys =
        [
            names.TransactionBuffer, names.FailedTransactions, names.ParkedTransactions, names.UnconfirmedTransactions,
            names.FinishedTransactions, names.BlockedEntities, names.Sequence, names.History, names.OverlayVersion,
            names.OverlayEvents, names.Totals, names.DrainLease, names.DrainPause, names.Transaction(""), names.Claim(""),
            names.Journal, names.HeldBack, names.Following, names.Resolution, names.Load,
        ];
    }

    /// <summary>
    /// Increases when the connection is lost or leads to another server. Earlier findings may then be wrong, because the server may have been restored or
    /// replaced.
    /// </summary>
    public int Life => life;

    public SiteKeys Keys => site.Keys;

    public BodySeal Seal { get; }

    /// <summary>Runs a script on the site's keys.</summary>
    /// <exception cref="BufferUnavailableException">Redis cannot be reached or refuses; the script may have run.</exception>
    public Task<RedisResult> EvaluateAsync(string script, params RedisValue[] values) =>
        UseAsync(database => EvaluateAsync(database, script, keys, values));

    /// <summary>Runs a script that needs one key and nothing of the buffer.</summary>
    /// <exception cref="BufferUnavailableException">Redis cannot be reached or refuses; the script may have run.</exception>
    public Task<RedisResult> EvaluateOnAsync(string script, RedisKey key, params RedisValue[] values) =>
        UseAsync(database => EvaluateAsync(database, script, [key], values));

    /// <summary>Runs a script, unless the connection has changed since.</summary>
    /// <exception cref="BufferUnavailableException">It has, or Redis cannot be reached or refuses.</exception>
    public Task<RedisResult> EvaluateInAsync(int life, string script, params RedisValue[] values) =>
        UseAsync(database => life == Life
            ? EvaluateAsync(database, script, keys, values)
            : throw new NoPrimaryException("the connection has changed meanwhile"));

    /// <summary>Runs a script that first checks, in the same step, that Redis holds all that the journal holds.</summary>
    /// <exception cref="BufferUnavailableException">
    /// Redis cannot be reached or refuses, or lacks something (<see cref="BufferFaults.IsIncomplete"/>): then nothing was done.
    /// </exception>
    public async Task<RedisResult[]> EvaluateCompleteAsync(string script, params RedisValue[] values)
    {
        var check = Mutants.IsActive(Mutant.CanaryUnchecked) ? null : mark;
        RedisValue[] arguments = [.. values, check?.Id ?? "", check?.Greatest ?? 0];
        var answer = (RedisResult[])(await EvaluateAsync(script, arguments))!;
        return answer.Length > 0 && answer[0].Resp2Type == ResultType.BulkString && (string?)answer[0] == "incomplete"
            ? throw BufferFaults.Incomplete()
            : answer;
    }

    /// <summary>As <see cref="EvaluateCompleteAsync"/>, for a script that answers <c>unseeded</c> where it needs a sequence and there is none yet.</summary>
    /// <exception cref="BufferUnavailableException">Redis cannot be reached or refuses, or it cannot be seeded.</exception>
    public async Task<RedisResult[]> EvaluateSeededAsync(
        SequenceSeeder seeder, string script, RedisValue[] values, CancellationToken cancellationToken)
    {
        var answer = await EvaluateCompleteAsync(script, values);
        if ((string)answer[0]! != "unseeded")
            return answer;
        await seeder.SeedAsync(cancellationToken);
        return await EvaluateCompleteAsync(script, values);
    }

    /// <summary>
    /// As <see cref="EvaluateSeededAsync"/>, for a script that may be repeated. An answer that did not come leaves open whether it has run,
    /// so it is sent once more.
    /// </summary>
    /// <exception cref="BufferUnavailableException">Redis cannot be reached or refuses, or it cannot be seeded.</exception>
    public async Task<RedisResult[]> EvaluateTwiceAsync(
        SequenceSeeder seeder, string script, RedisValue[] values, CancellationToken cancellationToken)
    {
        try
        {
            return await EvaluateSeededAsync(seeder, script, values, cancellationToken);
        }
        catch (BufferUnavailableException exception) when (exception.InnerException is RedisTimeoutException)
        {
            return await EvaluateSeededAsync(seeder, script, values, cancellationToken);
        }
    }

    /// <exception cref="BufferUnavailableException">Redis cannot be reached or refuses.</exception>
    public async Task<T> UseAsync<T>(Func<IDatabase, Task<T>> use)
    {
        try
        {
            var database = (await access.GetAsync()).GetDatabase();
            return canary is null ? await use(database) : await canary.WatchAsync(database, use(database));
        }
        catch (Exception exception) when (exception is RedisException or RedisTimeoutException or ObjectDisposedException)
        {
            throw new BufferUnavailableException($"Redis at {site.Redis} cannot be used: {Reason(exception)}", exception)
            {
                IsAway = IsAway(exception),
            };
        }
    }

    /// <summary>For who would rather do without: null while there is no connection. The first call begins to connect, and does not wait.</summary>
    public async ValueTask<IDatabase?> TryGetDatabaseAsync() => (await access.FindAsync())?.GetDatabase();

    /// <summary>With Sentinel: looks whether another server is the primary now, and goes over to it.</summary>
    public Task FollowAsync(CancellationToken cancellationToken) => access.FollowAsync(cancellationToken);

    public ValueTask DisposeAsync() => access.DisposeAsync();

    private static async Task<RedisResult> EvaluateAsync(IDatabase database, string script, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await database.ScriptEvaluateAsync(script, keys, values);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // Redis was restarted and has forgotten the script; the client has noticed now and sends it along.
            return await database.ScriptEvaluateAsync(script, keys, values);
        }
    }

    /// <summary>
    /// A server that still loads its data is as good as away, and so is one that has become a replica; one that refuses a write is not.
    /// </summary>
    private static bool IsAway(Exception exception) => exception switch
    {
        RedisConnectionException or RedisTimeoutException or RedisSilentException or NoPrimaryException or ObjectDisposedException => true,
        _ => exception.Message.StartsWith("LOADING", StringComparison.Ordinal)
            || exception.Message.StartsWith("READONLY", StringComparison.Ordinal),
    };

    /// <summary>The client's messages go on about its own state; the first sentence says what happened.</summary>
    private static string Reason(Exception exception) => exception switch
    {
        RedisTimeoutException => "it did not answer in time",
        RedisConnectionException or ObjectDisposedException => "there is no connection",
        RedisServerException => RedisRefusals.Explain(exception.Message),
        _ => exception.Message,
    };
}
