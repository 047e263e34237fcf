using CcatOps.Application.Errors;
using CcatOps.Application.Writes;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

/// <summary>The sequences in the databases, as a test sets them.</summary>
internal sealed class AppliedSequences : IAppliedSequences
{
    public long? Greatest { get; set; }

    public bool IsAway { get; set; }

    /// <summary>An action that runs once, when the databases are asked next.</summary>
    public Func<Task>? WhenAsked { get; set; }

    public async Task<long?> FindGreatestAsync(CancellationToken cancellationToken)
    {
        var happening = WhenAsked;
        WhenAsked = null;
        if (happening is not null)
            await happening();
        return IsAway ? throw new LocalDatabaseUnavailableException("a test says so") : Greatest;
    }
}
