using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads.Overlay;

/// <summary>
/// The changes to one row that the overlay knows, the oldest first. Their values are parsed when they are read and not kept, because few rows of many are
/// read.
/// </summary>
public sealed class OverlayRow
{
    /// <summary>If a member is repeated, the last one counts.</summary>
    private static readonly JsonSerializerOptions LastCounts = new(WireJson.Options) { AllowDuplicateProperties = true };

    private readonly RowChange[] changes;

    /// <summary>From which change on the values count: the newest insert, if there is one.</summary>
    private readonly int first;

    internal OverlayRow(List<RowChange> found)
    {
        found.Sort();
        changes = [.. found];
        for (var index = 0; index < changes.Length; index++)
        {
            (IsWhole, IsDeleted, first) = changes[index].Change.Kind switch
            {
                ChangeKind.Insert => (true, false, index),
                ChangeKind.Update => (IsWhole, IsDeleted, first),
                _ => (true, true, index),
            };
        }
    }

    public string Key => changes[0].Change.Key;

    /// <summary>Whether the row is known entirely here; else <see cref="ReadValues"/> are laid over the database's row.</summary>
    public bool IsWhole { get; }

    public bool IsDeleted { get; }

    /// <summary>Whether lists show it without asking the database.</summary>
    public bool IsListed => IsWhole && !IsDeleted;

    public Guid NewestTransactionId => changes[^1].TransactionId;

    /// <summary>The JSON of a column's value; empty where the changes do not set it.</summary>
    internal ReadOnlySpan<byte> this[string column]
    {
        get
        {
            for (var index = changes.Length - 1; index >= first && !IsDeleted; index--)
            {
                if (changes[index].Change.Find(column) is { IsEmpty: false } value)
                    return value;
            }

            return default;
        }
    }

    /// <summary>The columns that the changes set; null when they delete the row.</summary>
    public JsonObject? ReadValues()
    {
        if (IsDeleted)
            return null;
        var values = changes[first].Change.ReadValues();
        foreach (var later in changes.AsSpan(first + 1))
            values = RowChanges.Patch(values, later.Change.ReadValues());
        return values;
    }

    /// <summary>A whole row as a record.</summary>
    public TRecord ToRecord<TRecord>() => changes.Length - first == 1
        ? JsonSerializer.Deserialize<TRecord>(changes[first].Change.Values.Span, WireJson.Options)!
        : JsonSerializer.Deserialize<TRecord>(Joined(), LastCounts)!;

    /// <summary>A column's value as text; null where it has none.</summary>
    internal string? TextOf(string column)
    {
        var value = this[column];
        if (value.IsEmpty)
            return null;
        var reader = new Utf8JsonReader(value);
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => reader.GetString(),
            _ => Encoding.UTF8.GetString(value),
        };
    }

    /// <summary>One JSON object with the members of all changes that count, oldest first.</summary>
    private ReadOnlySpan<byte> Joined()
    {
        var joined = new ArrayBufferWriter<byte>();
        joined.Write("{"u8);
        foreach (var change in changes.AsSpan(first))
        {
            var members = change.Change.Values.Span[1..^1].Trim(" \t\r\n"u8);
            if (!members.IsEmpty && joined.WrittenCount > 1)
                joined.Write(","u8);
            joined.Write(members);
        }

        joined.Write("}"u8);
        return joined.WrittenSpan;
    }
}

/// <summary>A change to a row: it counts after those of lower sequences, and after earlier ones of its own transaction.</summary>
internal readonly record struct RowChange(long Sequence, int Number, Guid TransactionId, OverlayChange Change) : IComparable<RowChange>
{
    public int CompareTo(RowChange other) => (Sequence, Number).CompareTo((other.Sequence, other.Number));
}
