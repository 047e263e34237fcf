using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace CcatOps.Domain.Schema;

public enum ColumnType
{
    Text,
    Uuid,

    /// <summary>A whole number of 32 bits.</summary>
    Number,

    /// <summary>A whole number of 64 bits.</summary>
    LongNumber,

    /// <summary>A floating-point number of 64 bits.</summary>
    RealNumber,
    Boolean,

    /// <summary>A moment, in UTC and to the microsecond.</summary>
    Time,

    /// <summary>A JSON object, or a list of texts.</summary>
    Json,
}

/// <summary>The type of a column, from the type of its property.</summary>
public static class ColumnTypes
{
    private static readonly FrozenDictionary<Type, ColumnType> Types = new Dictionary<Type, ColumnType>
    {
        [typeof(string)] = ColumnType.Text,
        [typeof(Guid)] = ColumnType.Uuid,
        [typeof(int)] = ColumnType.Number,
        [typeof(long)] = ColumnType.LongNumber,
        [typeof(double)] = ColumnType.RealNumber,
        [typeof(bool)] = ColumnType.Boolean,
        [typeof(DateTimeOffset)] = ColumnType.Time,
        [typeof(JsonObject)] = ColumnType.Json,
        [typeof(IReadOnlyList<string>)] = ColumnType.Json,
    }.ToFrozenDictionary();

    /// <summary>Enumerations are stored as the text of their names.</summary>
    /// <exception cref="ArgumentException">No column holds such a value.</exception>
    public static ColumnType Of(Type property)
    {
        var type = Nullable.GetUnderlyingType(property) ?? property;
        return type.IsEnum ? ColumnType.Text
            : Types.TryGetValue(type, out var column) ? column
            : throw new ArgumentException($"No column holds a {type.Name}; mark the property with [NotStored].", nameof(property));
    }
}
