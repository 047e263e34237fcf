using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;

namespace CcatOps.Application.Reads;

/// <summary>
/// Names a version of a record. The first part changes with the record's own values and is what <c>If-Match</c> compares;
/// the second also changes with its files and its way to the main database, so a cached copy never hides those.
/// </summary>
public static class RecordTag
{
    public static string Of<TRecord>(TRecord record) => Of(JsonSerializer.SerializeToNode(record, WireJson.Options)!.AsObject());

    public static string Of(JsonObject answer)
    {
        var whole = Digest(answer);
        var values = answer.DeepClone().AsObject();
        values.Remove("sync");
        values.Remove("raw_data_files");
        return $"{Digest(values)}-{whole}";
    }

    /// <summary>Whether one of the tags, parted by commas, names the same values of the record as its current tag.</summary>
    public static bool NamesSameValues(string tags, string current) =>
        tags.Split(',').Any(tag => tag.Split('-')[0] == current.Split('-')[0]);

    private static string Digest(JsonObject fields) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(fields, WireJson.Options)).AsSpan(0, 8));
}
