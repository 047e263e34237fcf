using System.Collections.Immutable;
using System.Text.Json;
using CcatOps.Application.Reads;
using CcatOps.Application.Serialization;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts.InMemory;

internal sealed record InMemoryEntry(Transaction Transaction, long Sequence, TransactionState State)
{
    public int Bytes { get; } = JsonSerializer.SerializeToUtf8Bytes(Transaction, WireJson.Options).Length;
    public int Attempts { get; init; }
    public string? LastError { get; init; }
    public Lsn? Lsn { get; init; }
    public string? Reason { get; init; }
    public ImmutableDictionary<TransactionState, DateTimeOffset> Times { get; init; } =
        ImmutableDictionary<TransactionState, DateTimeOffset>.Empty.Add(State, Transaction.AcceptedAt);

    public InMemoryEntry After(Failure failure) => this with { Attempts = Attempts + 1, LastError = failure.ToString() };

    public OverlayEvent ToTaken() => new OverlayEvent.Taken(new OverlayTransaction(Transaction, Sequence, State, Lsn));

    public TransactionRecord ToRecord() => new()
    {
        Id = Transaction.Id,
        State = State,
        Operation = Transaction.Operation,
        SiteName = Transaction.SiteName,
        Principal = Transaction.Principal,
        Entities = Transaction.Entities,
        Sequence = Sequence,
        AcceptedAt = Transaction.AcceptedAt,
        Times = Times,
        Attempts = Attempts,
        LastError = LastError,
        Lsn = Lsn,
        Reason = Reason,
    };
}
