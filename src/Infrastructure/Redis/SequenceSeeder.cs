using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Redis;

/// <summary>Sees to it that the buffer's counter is above every sequence that this site has given out.</summary>
internal sealed partial class SequenceSeeder(RedisConnection redis, IAppliedSequences applied, ILogger<SequenceSeeder> logger)
{
    /// <exception cref="BufferUnavailableException">Redis is away, or it is new and no database knows the last sequence.</exception>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        var counter = await redis.UseAsync(database => database.StringGetAsync(redis.Keys.Sequence));
        try
        {
            var greatest = await applied.FindGreatestAsync(cancellationToken);
            if (counter.IsNull && greatest is not null)
                LogLost(greatest.Value);
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

    [LoggerMessage(LogLevel.Error, "The buffer is new or was emptied, and this site has applied transactions up to sequence {Greatest}: what "
        + "it held beyond what main has is lost")]
    private partial void LogLost(long greatest);
}
