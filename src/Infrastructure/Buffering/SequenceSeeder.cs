using CcatOps.Application.Errors;
using CcatOps.Application.FaultInjection;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Buffering;

/// <summary>The counter of a buffer's sequences. Its members throw <see cref="BufferUnavailableException"/>.</summary>
internal interface ISequenceCounter
{
    /// <summary>The greatest sequence that the buffer knows; null: it is new, or was emptied.</summary>
    Task<long?> FindAsync();

    /// <summary>Makes the counter at least this, and a new buffer ready for use.</summary>
    Task RaiseAsync(long floor);
}

/// <summary>Sees to it that the buffer's counter is above every sequence that this site has given out.</summary>
internal sealed partial class SequenceSeeder(ISequenceCounter counter, IAppliedSequences applied, ILogger<SequenceSeeder> logger)
{
    /// <exception cref="BufferUnavailableException">It is unavailable, or it is new and no database knows the last sequence.</exception>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        var found = await counter.FindAsync();
        try
        {
            var greatest = await applied.FindGreatestAsync(cancellationToken);
            if (found is null && greatest is not null)
                LogLost(greatest.Value);
            await counter.RaiseAsync(SequenceRules.Floor(Mutants.IsActive(Mutant.SequenceNotRaised) ? found ?? 0 : found, greatest));
        }
        catch (LocalDatabaseUnavailableException) when (found is not null)
        {
            // A counter that is there has only ever gone up.
        }
        catch (LocalDatabaseUnavailableException exception)
        {
            throw new BufferUnavailableException(
                $"The buffer is new or was emptied, and no database tells which sequences this site has given out. {exception.Message}",
                exception);
        }
    }

    /// <summary>Makes the counter at least what main knows; one that is missing is seeded first, for what was lost may be more.</summary>
    /// <exception cref="BufferUnavailableException">It is unavailable, or cannot be seeded.</exception>
    public async Task RaiseAsync(long greatestMarker, CancellationToken cancellationToken)
    {
        if (await counter.FindAsync() is null)
            await SeedAsync(cancellationToken);
        await counter.RaiseAsync(greatestMarker);
    }

    [LoggerMessage(LogLevel.Error, "The buffer is new or was emptied, and this site has applied transactions up to sequence {Greatest}: what "
        + "it held beyond what main has is lost")]
    private partial void LogLost(long greatest);
}
