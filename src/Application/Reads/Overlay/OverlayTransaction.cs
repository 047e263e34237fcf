using System.Collections.Immutable;
using System.Text.Json;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads.Overlay;

/// <summary>
/// A transaction of the overlay: its JSON as the buffer holds it, and where in it is what. There may be a million, so the overlay
/// keeps them together in a few arrays (<see cref="OverlayRun"/>), and this is only made to be looked at.
/// </summary>
public sealed class OverlayTransaction
{
    private ImmutableArray<OverlayChange> changes;

    internal OverlayTransaction(
        Guid id, long sequence, TransactionState state, Lsn? lsn, ReadOnlyMemory<byte> body, OverlayBody.Places where)
    {
        (Id, Sequence, State, Lsn) = (id, sequence, state, lsn);
        (Body, Where) = (body, where);
    }

    public Guid Id { get; }

    public long Sequence { get; }

    public TransactionState State { get; }

    public Lsn? Lsn { get; }

    /// <summary>Its JSON.</summary>
    internal ReadOnlyMemory<byte> Body { get; }

    /// <summary>The positions of members that are rarely read.</summary>
    internal OverlayBody.Places Where { get; }

    internal ImmutableArray<OverlayChange> Changes => changes.IsDefault ? changes = OverlayBody.Read(Body).Changes : changes;

    public static OverlayTransaction Of(Transaction transaction, long sequence, TransactionState state, Lsn? lsn = null) =>
        Read(JsonSerializer.SerializeToUtf8Bytes(transaction, WireJson.Options), sequence, state, lsn);

    /// <param name="body">The transaction as <see cref="WireJson.Options"/> writes it. It is kept, and must not change.</param>
    /// <param name="sequence">Its place in the site's order.</param>
    /// <param name="state">Its state.</param>
    /// <param name="lsn">Its log position at main, once it is there.</param>
    /// <exception cref="JsonException">The body is no transaction.</exception>
    public static OverlayTransaction Read(byte[] body, long sequence, TransactionState state, Lsn? lsn)
    {
        var content = OverlayBody.Read(body);
        return new(content.Id, sequence, state, lsn, body, content.Where) { changes = content.Changes };
    }

    public Transaction ToTransaction() => JsonSerializer.Deserialize<Transaction>(Body.Span, WireJson.Options)!;

    public string ReadOperation() => Read<string>(Where.Operation);

    public ImmutableArray<string> ReadEntities() => Read<ImmutableArray<string>>(Where.Entities);

    public DateTimeOffset ReadAcceptedAt() => Read<DateTimeOffset>(Where.AcceptedAt);

    /// <summary>Whether one of the names is among its entities or claims.</summary>
    public bool HasAnyOf(IReadOnlyCollection<string> names) => HasAnyOf(Where.Entities, names) || HasAnyOf(Where.Claims, names);

    internal OverlayTransaction Moved(TransactionState state, Lsn? lsn) => new(Id, Sequence, state, lsn, Body, Where) { changes = changes };

    private bool HasAnyOf(Range list, IReadOnlyCollection<string> names)
    {
        if (list.Equals(default))
            return false;
        var reader = new Utf8JsonReader(Body.Span[list]);
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

    private T Read<T>(Range place) => JsonSerializer.Deserialize<T>(Body.Span[place], WireJson.Options)!;
}
