using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;

namespace CcatOps.Infrastructure.Redis;

/// <summary>Sees to it that the buffer's counter is above every sequence that this site has given out.</summary>
internal sealed class SequenceSeeder(RedisConnection redis, IAppliedSequences applied)
{
    /// <exception cref="BufferUnavailableException">Redis is away, or it is new and no database knows the last sequence.</exception>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        var counter = await redis.UseAsync(database => database.StringGetAsync(redis.Keys.Sequence));
        try
        {
            var greatest = await applied.FindGreatestAsync(cancellationToken);
            await RaiseAsync(SequenceRules.Floor(counter.IsNull ? null : (long)counter, greatest));
        }
        catch (LocalDatabaseUnavailableException) when (!counter.IsNull)
        {
            // A counter that is there has only ever gone up.
        }
        catch (LocalDatabaseUnavailableException exception)
        {
            throw new BufferUnavailableException(
                $"Redis is new or was emptied, and no database tells which sequences this site has given out. {exception.Message}",
                exception);
        }
    }

    public Task RaiseAsync(long floor) => redis.EvaluateAsync(RedisScripts.Seed, Guid.NewGuid().ToString("N"), floor);
}
