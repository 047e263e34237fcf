using System.Text.Json;
using CcatOps.Application.Errors;
using CcatOps.Application.Serialization;
using CcatOps.Application.Sessions;
using CcatOps.Domain.Sessions;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>A session is a hash of the site's Redis that ends by itself.</summary>
internal sealed class RedisSessions(RedisConnection redis, TimeProvider time) : ISessions
{
    /// <summary>Redis is near; a request does not wait for one that is silent as long as a write does.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task OpenAsync(Session session, string secretHash, CancellationToken cancellationToken)
    {
        var left = (long)(session.EndsAt - time.GetUtcNow()).TotalMilliseconds;
        await UseAsync(() => redis.UseAsync(database => ListAsync(database, session)), cancellationToken);
        await UseAsync(() => redis.EvaluateOnAsync(RedisScripts.OpenSession, KeyOf(session.Id), Json(session), secretHash, left), cancellationToken);
    }

    public async Task<HeldSession?> FindAsync(string sessionId, CancellationToken cancellationToken)
    {
        var fields = await UseAsync(
            () => redis.UseAsync(database => database.HashGetAsync(KeyOf(sessionId), ["body", "secret"])), cancellationToken);
        return fields is [{ IsNull: false } body, { IsNull: false } secret]
            && Read<Session>(body) is var session && session.EndsAt > time.GetUtcNow()
                ? new(session, secret!)
                : null;
    }

    public async Task<IReadOnlyList<Session>> ListAsync(CancellationToken cancellationToken)
    {
        var ids = await UseAsync(
            () => redis.UseAsync(database => database.SortedSetRangeByScoreAsync(redis.Keys.Sessions, Micros(time.GetUtcNow()))), cancellationToken);
        var held = await Task.WhenAll(ids.Select(id => FindAsync((string)id!, cancellationToken)));
        return [.. held.OfType<HeldSession>().Select(each => each.Session).OrderByDescending(session => session.OpenedAt)];
    }

    public async Task<Renewal> RenewAsync(string sessionId, string secretHash, string nextHash, CancellationToken cancellationToken)
    {
        // Redis expires it some milliseconds after its end.
        if (await FindAsync(sessionId, cancellationToken) is null)
            return Renewal.Unknown;
        var answer = await UseAsync(
            () => redis.EvaluateOnAsync(RedisScripts.RenewSession, KeyOf(sessionId), secretHash, nextHash), cancellationToken);
        return (string?)answer switch
        {
            "renewed" => Renewal.Renewed,
            "reused" => Renewal.Reused,
            _ => Renewal.Unknown,
        };
    }

    public async Task CloseAsync(string sessionId, CancellationToken cancellationToken)
    {
        await UseAsync(() => redis.UseAsync(database => database.KeyDeleteAsync(KeyOf(sessionId))), cancellationToken);
        await UseAsync(() => redis.UseAsync(database => database.SortedSetRemoveAsync(redis.Keys.Sessions, sessionId)), cancellationToken);
    }

    public Task KeepCodeAsync(string codeHash, LoginCode code, CancellationToken cancellationToken) => UseAsync(
        () => redis.UseAsync(database => database.StringSetAsync(redis.Keys.LoginCode(codeHash), Json(code), SessionRules.CodeLife)),
        cancellationToken);

    public async Task<LoginCode?> TakeCodeAsync(string codeHash, CancellationToken cancellationToken) =>
        (string?)await UseAsync(
            () => redis.EvaluateOnAsync(RedisScripts.TakeCode, redis.Keys.LoginCode(codeHash)), cancellationToken) is { } code
            ? Read<LoginCode>(code)
            : null;

    /// <summary>Notes a session in the list, and forgets those there that are over.</summary>
    private async Task<bool> ListAsync(IDatabase database, Session session)
    {
        var over = await database.SortedSetRangeByScoreAsync(redis.Keys.Sessions, stop: Micros(time.GetUtcNow()));
        if (over.Length > 0)
            await database.SortedSetRemoveAsync(redis.Keys.Sessions, over);
        return await database.SortedSetAddAsync(redis.Keys.Sessions, session.Id, Micros(session.EndsAt));
    }

    private static long Micros(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public Task<bool> UseLoginAsync(string loginHash, CancellationToken cancellationToken) => UseAsync(
        () => redis.UseAsync(database => database.StringSetAsync(
            redis.Keys.UsedLogin(loginHash), "1", SessionRules.LoginLife, when: When.NotExists)),
        cancellationToken);

    private string KeyOf(string sessionId) => redis.Keys.Session(sessionId);

    private async Task<T> UseAsync<T>(Func<Task<T>> use, CancellationToken cancellationToken)
    {
        try
        {
            return await use().WaitAsync(Patience, time, cancellationToken);
        }
        catch (Exception exception) when (exception is BufferUnavailableException or TimeoutException)
        {
            throw new SessionsUnavailableException(exception.Message, exception);
        }
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, WireJson.Options);

    private static T Read<T>(RedisValue json) => JsonSerializer.Deserialize<T>((string)json!, WireJson.Options)!;
}
