using CcatOps.Application.Errors;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

/// <summary>A local database that shows what a test says.</summary>
internal sealed class ShownInMemory : ITransactionLog, IShownTransactions
{
    private readonly Dictionary<Guid, Transaction> shown = [];

    public bool IsAway { get; set; }

    public void Add(IEnumerable<Transaction> transactions)
    {
        foreach (var transaction in transactions)
            shown[transaction.Id] = transaction;
    }

    public Task<Transaction?> FindAsync(Guid id, Transaction repetition, CancellationToken cancellationToken) =>
        Task.FromResult(Find(id));

    public Task<TransactionRecord?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        Task.FromResult(Find(id) is not { } held ? null : new TransactionRecord
        {
            Id = id,
            State = TransactionState.Replicated,
            Operation = held.Operation,
            SiteName = held.SiteName,
            Principal = held.Principal,
            Entities = held.Entities,
            AcceptedAt = held.AcceptedAt,
            Times = new Dictionary<TransactionState, DateTimeOffset>(),
            RequestHash = held.RequestHash,
        });

    public Task<TransactionPage> ListAsync(TransactionFilter filter, string? cursor, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(new TransactionPage([], null));

    private Transaction? Find(Guid id) =>
        IsAway ? throw new LocalDatabaseUnavailableException("a test says so") : shown.GetValueOrDefault(id);
}
