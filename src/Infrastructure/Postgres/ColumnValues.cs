using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;
using Npgsql;
using NpgsqlTypes;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>The values of one column, several as an array that is short on the wire.</summary>
internal static class ColumnValues
{
    public static object Encode(string type, IReadOnlyList<string?> texts) =>
        type == "uuid" && Guids(texts) is { } guids ? guids : texts.ToArray();

    /// <summary>A single value, which has a type also when it is null: else its statement would not be one that was prepared.</summary>
    public static NpgsqlParameter Encode(string type, string? text) =>
        type == "uuid" && Guids([text]) is [var guid]
            ? new NpgsqlParameter<Guid?> { TypedValue = guid }
            : new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = text ?? (object)DBNull.Value };

    public static string? Text(string type, JsonNode? value) => value switch
    {
        null => null,
        _ when type == "jsonb" || value.GetValueKind() != JsonValueKind.String => value.ToJsonString(WireJson.Options),
        JsonValue text when text.TryGetValue<string>(out var plain) => plain,
        _ => value.Deserialize<string>(WireJson.Options),
    };

    /// <summary>In binary they are half as long; what is none goes as text, for PostgreSQL to refuse.</summary>
    private static Guid?[]? Guids(IReadOnlyList<string?> texts)
    {
        var guids = new Guid?[texts.Count];
        for (var i = 0; i < guids.Length; i++)
        {
            if (texts[i] is not { } text)
                continue;
            if (!Guid.TryParseExact(text, "D", out var guid))
                return null;
            guids[i] = guid;
        }

        return guids;
    }
}
