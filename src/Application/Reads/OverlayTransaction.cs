using System.Collections.Immutable;
using System.Text.Json;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads;

/// <summary>
/// What the overlay keeps of a transaction. There may be a million, so it is the transaction's JSON as the buffer holds it, where
/// in it is what, and little else: many small objects would stop the process whenever its memory is tidied up.
/// </summary>
public sealed class OverlayTransaction
{
    private readonly byte[] body;
    private readonly OverlayBody.Places places;

    private OverlayTransaction(byte[] body, OverlayBody content, long sequence, TransactionState state, Lsn? lsn)
    {
        this.body = body;
        places = content.Where;
        (Id, Changes) = (content.Id, content.Changes);
        (Sequence, State, Lsn) = (sequence, state, lsn);
    }

    private OverlayTransaction(OverlayTransaction before, TransactionState state, Lsn? lsn)
    {
        (body, places) = (before.body, before.places);
        (Id, Changes, Sequence) = (before.Id, before.Changes, before.Sequence);
        (State, Lsn) = (state, lsn);
    }

    public Guid Id { get; }

    public long Sequence { get; }

    public TransactionState State { get; }

    public Lsn? Lsn { get; }

    internal ImmutableArray<OverlayChange> Changes { get; }

    public static OverlayTransaction Of(Transaction transaction, long sequence, TransactionState state, Lsn? lsn = null) =>
        Read(JsonSerializer.SerializeToUtf8Bytes(transaction, WireJson.Options), sequence, state, lsn);

    /// <param name="body">The transaction as <see cref="WireJson.Options"/> writes it. It is kept, and must not change.</param>
    /// <param name="sequence">Its place in the site's order.</param>
    /// <param name="state">What has become of it.</param>
    /// <param name="lsn">Where main has it, when it does.</param>
    /// <exception cref="JsonException">The body is no transaction.</exception>
    public static OverlayTransaction Read(byte[] body, long sequence, TransactionState state, Lsn? lsn) =>
        new(body, OverlayBody.Read(body), sequence, state, lsn);

    public Transaction ToTransaction() => JsonSerializer.Deserialize<Transaction>(body, WireJson.Options)!;

    public string ReadOperation() => Read<string>(places.Operation);

    public ImmutableArray<string> ReadEntities() => Read<ImmutableArray<string>>(places.Entities);

    public DateTimeOffset ReadAcceptedAt() => Read<DateTimeOffset>(places.AcceptedAt);

    /// <summary>Whether one of the names is among its entities or claims.</summary>
    public bool HasAnyOf(IReadOnlyCollection<string> names) => HasAnyOf(places.Entities, names) || HasAnyOf(places.Claims, names);

    internal OverlayTransaction Moved(TransactionState state, Lsn? lsn) => new(this, state, lsn);

    private bool HasAnyOf(Range list, IReadOnlyCollection<string> names)
    {
        if (list.Equals(default))
            return false;
        var reader = new Utf8JsonReader(body.AsSpan(list));
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.String)
                continue;
            foreach (var name in names)
            {
                if (reader.ValueTextEquals(name))
                    return true;
            }
        }

        return false;
    }

    private T Read<T>(Range place) => JsonSerializer.Deserialize<T>(body.AsSpan(place), WireJson.Options)!;
}
