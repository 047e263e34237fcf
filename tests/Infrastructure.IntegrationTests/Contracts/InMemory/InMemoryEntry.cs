using System.Collections.Immutable;
using System.Text.Json;
using CcatOps.Application.Reads.Overlay;
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

    public ImmutableArray<Attempt> History { get; init; } = [];
    public ImmutableArray<TransactionEdit> Edits { get; init; } = [];

    public InMemoryEntry After(Failure failure, DateTimeOffset now) => this with
    {
        Attempts = Attempts + 1,
        LastError = failure.ToString(),
        History = History.Add(new Attempt(now, failure)),
    };

    public InMemoryEntry With(Transaction edited, TransactionEdit edit) => this with { Transaction = edited, Edits = Edits.Add(edit) };

    public OverlayEvent ToTaken() => new OverlayEvent.Taken(OverlayTransaction.Of(Transaction, Sequence, State, Lsn));

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
        TotalAttempts = History.Length,
        History = [.. History.TakeLast(Attempt.Kept)],
        Edits = Edits,
        Body = Transaction,
        LastError = LastError,
        Lsn = Lsn,
        Reason = Reason,
    };
}
