using System.Collections.Immutable;
using System.Text.Json;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads.Overlay;

/// <summary>The parts of a transaction's JSON that the overlay needs, found in one pass. Other members are skipped.</summary>
/// <param name="Id">The transaction's id.</param>
/// <param name="Changes">Its changes, whose values are parts of the JSON.</param>
/// <param name="Where">The positions of members that are rarely read.</param>
internal readonly record struct OverlayBody(Guid Id, ImmutableArray<OverlayChange> Changes, OverlayBody.Places Where)
{
    /// <exception cref="JsonException">It is no transaction.</exception>
    public static OverlayBody Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return ReadMembers(body);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            throw new JsonException($"The transaction cannot be read: {exception.Message}", exception);
        }
    }

    private static OverlayBody ReadMembers(ReadOnlyMemory<byte> body)
    {
        Guid? id = null;
        ImmutableArray<OverlayChange>? changes = null;
        var places = new Places();
        var reader = new Utf8JsonReader(body.Span);
        reader.Read();
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8) && reader.Read())
                id = reader.GetGuid();
            else if (reader.ValueTextEquals("operation"u8))
                places.Operation = Pass(ref reader, JsonTokenType.String);
            else if (reader.ValueTextEquals("entities"u8))
                places.Entities = Pass(ref reader, JsonTokenType.StartArray);
            else if (reader.ValueTextEquals("changes"u8))
                changes = ReadChanges(ref reader, body);
            else if (reader.ValueTextEquals("accepted_at"u8))
                places.AcceptedAt = Pass(ref reader, JsonTokenType.String);
            else if (reader.ValueTextEquals("claims"u8))
                places.Claims = Pass(ref reader, JsonTokenType.StartArray);
            else
                reader.Skip();
        }

        // Text after the object is an error, and is found by reading on.
        reader.Read();
        return id is { } known && changes is { } found && places.AreComplete
            ? new OverlayBody(known, Accepted(found, body, places), places)
            : throw new JsonException("The transaction lacks a member.");
    }

    /// <summary>
    /// Without what says who may do what and is not of an operation that goes through a buffer: that is known here when main shows it. Else
    /// whoever can write into the buffer could make themselves an administrator.
    /// </summary>
    private static ImmutableArray<OverlayChange> Accepted(ImmutableArray<OverlayChange> changes, ReadOnlyMemory<byte> body, Places where)
    {
        foreach (var change in changes)
        {
            if (BufferedOperations.IsSecurity(change.Table))
                return AcceptedOnly(changes, JsonSerializer.Deserialize<string>(body.Span[where.Operation])!);
        }

        return changes;
    }

    private static ImmutableArray<OverlayChange> AcceptedOnly(ImmutableArray<OverlayChange> changes, string operation) =>
    [
        .. changes.Where(change => !BufferedOperations.IsSecurity(change.Table)
            || IsAllowed(operation, change)),
    ];

    private static bool IsAllowed(string operation, OverlayChange change)
    {
        try
        {
            return BufferedOperations.Allows(operation, change.Kind, change.Table, change.Values.IsEmpty ? null : change.ReadValues());
        }
        catch (ArgumentException)
        {
            // A column is named twice.
            return false;
        }
    }

    private static ImmutableArray<OverlayChange> ReadChanges(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        Expect(ref reader, JsonTokenType.StartArray);
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndArray)
            return [];
        var first = ReadChange(ref reader, body);
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndArray)
            return [first];

        var changes = ImmutableArray.CreateBuilder<OverlayChange>();
        changes.Add(first);
        do
            changes.Add(ReadChange(ref reader, body));
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray);
        return changes.DrainToImmutable();
    }

    private static OverlayChange ReadChange(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        ChangeKind? kind = null;
        Table? table = null;
        string? key = null;
        var values = ReadOnlyMemory<byte>.Empty;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("kind"u8) && reader.Read())
                kind = KindOf(ref reader);
            else if (reader.ValueTextEquals("table"u8) && reader.Read())
                table = TableOf(ref reader);
            else if (reader.ValueTextEquals("key"u8) && reader.Read())
                key = reader.GetString();
            else if (reader.ValueTextEquals("values"u8))
                values = ReadValues(ref reader, body);
            else
                reader.Skip();
        }

        return kind is { } known && table is not null && key is not null && (known == ChangeKind.Delete || !values.IsEmpty)
            ? new OverlayChange(known, table, key, values)
            : throw new JsonException("A change of the transaction lacks a member.");
    }

    private static ReadOnlyMemory<byte> ReadValues(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return ReadOnlyMemory<byte>.Empty;
        Expect(ref reader, JsonTokenType.StartObject);
        return body[Rest(ref reader)];
    }

    private static ChangeKind KindOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("insert"u8) ? ChangeKind.Insert
        : reader.ValueTextEquals("update"u8) ? ChangeKind.Update
        : reader.ValueTextEquals("delete"u8) ? ChangeKind.Delete
        : throw new JsonException($"'{reader.GetString()}' is no kind of change.");

    private static Table TableOf(ref Utf8JsonReader reader)
    {
        foreach (var table in Tables.All)
        {
            if (reader.ValueTextEquals(table.Name))
                return table;
        }

        return Tables.Named(reader.GetString()!);
    }

    private static Range Pass(ref Utf8JsonReader reader, JsonTokenType expected)
    {
        reader.Read();
        Expect(ref reader, expected);
        return Rest(ref reader);
    }

    /// <summary>Returns the position of the value that begins here, and reads to its end.</summary>
    private static Range Rest(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType expected)
    {
        if (reader.TokenType != expected)
            throw new JsonException($"The transaction has a {reader.TokenType} where a {expected} should be.");
    }

    /// <summary>Parts of the JSON; the default is nowhere.</summary>
    internal record struct Places(Range Operation, Range Entities, Range AcceptedAt, Range Claims)
    {
        public readonly bool AreComplete => !Operation.Equals(default) && !Entities.Equals(default) && !AcceptedAt.Equals(default);
    }
}
