using CcatOps.Application.Errors;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

/// <summary>What the databases know, as a test says it.</summary>
internal sealed class AppliedSequences : IAppliedSequences
{
    public long? Greatest { get; set; }

    public bool IsAway { get; set; }

    public Task<long?> FindGreatestAsync(CancellationToken cancellationToken) =>
        IsAway ? throw new LocalDatabaseUnavailableException("a test says so") : Task.FromResult(Greatest);
}

internal sealed class NoMarkers : ITransactionLog
{
    public Task<TransactionRecord?> FindAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult<TransactionRecord?>(null);

    public Task<TransactionPage> ListAsync(TransactionFilter filter, string? cursor, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(new TransactionPage([], null));
}
