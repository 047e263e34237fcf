using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Sqlite.Main;

/// <summary>Values as the columns hold them: each in one form only, so that comparing texts compares what they mean.</summary>
internal static class SqliteMainValues
{
    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public static string? Text(DateTimeOffset? time) => time is { } given ? Text(given) : null;

    public static string Text(Guid id) => id.ToString("D");

    /// <summary>A list as one parameter, for <c>in (select value from json_each(…))</c>.</summary>
    public static string List<T>(IEnumerable<T> values) => JsonSerializer.Serialize(values, WireJson.Options);

    /// <exception cref="SqliteMainRefusal">PostgreSQL's column would not take it.</exception>
    public static object OfColumn(Table table, string column, JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => DBNull.Value,
        JsonValueKind.String when table.TypeOf(column) == ColumnType.Time => Time(column, Text(value)),
        JsonValueKind.String when column == table.Key || table.References.Any(reference => reference.Column == column) => Key(column, Text(value)),
        JsonValueKind.String => Text(value),
        JsonValueKind.True => 1L,
        JsonValueKind.False => 0L,
        JsonValueKind.Number => Number(value.ToJsonString()),
        _ => value.ToJsonString(WireJson.Options),
    };

    /// <summary>A primary key or a reference to one: a uuid or a whole number.</summary>
    public static object Key(string column, string text) =>
        Guid.TryParse(text, out var id) ? Text(id)
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new SqliteMainRefusal(new Failure("22P02", $"{column} cannot be \"{text}\""));

    /// <summary>Also where the node holds a uuid or a time of the runtime's.</summary>
    private static string Text(JsonNode value) => value.Deserialize<string>(WireJson.Options)!;

    private static string Time(string column, string text) => UtcTime.TryParse(text, out var time)
        ? Text(time)
        : throw new SqliteMainRefusal(new Failure("22007", $"{column} cannot be \"{text}\""));

    private static object Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? (object)whole
            : double.Parse(text, CultureInfo.InvariantCulture);
}
