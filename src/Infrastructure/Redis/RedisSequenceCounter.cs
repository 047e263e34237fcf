using CcatOps.Infrastructure.Buffering;

namespace CcatOps.Infrastructure.Redis;

internal sealed class RedisSequenceCounter(RedisConnection redis) : ISequenceCounter
{
    public async Task<long?> FindAsync()
    {
        var counter = await redis.UseAsync(database => database.StringGetAsync(redis.Keys.Sequence));
        return counter.IsNull ? null : (long)counter;
    }

    public Task RaiseAsync(long floor) => redis.EvaluateAsync(RedisScripts.Seed, Guid.NewGuid().ToString("N"), floor);
}
