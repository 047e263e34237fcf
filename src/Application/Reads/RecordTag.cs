using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using CcatOps.Application.Serialization;

namespace CcatOps.Application.Reads;

/// <summary>
/// Names a version of a record. The first part changes with the record's own values and is what <c>If-Match</c> compares;
/// the second also changes with its files and its way to the main database, so a cached copy never hides those.
/// </summary>
public static class RecordTag
{
    public static string Of<TRecord>(TRecord record) => OfJson(JsonSerializer.SerializeToUtf8Bytes(record, WireJson.Options));

    /// <param name="json">The record as <see cref="WireJson.Options"/> writes it.</param>
    public static string OfJson(ReadOnlyMemory<byte> json)
    {
        using var record = JsonDocument.Parse(json);
        var values = new ArrayBufferWriter<byte>(json.Length + 64);
        CanonicalJson.Write(values, record.RootElement, "sync", "raw_data_files", "raw_data_file_count");
        return $"{Digest(values.WrittenSpan)}-{Digest(json.Span)}";
    }

    /// <summary>Whether one of the tags, separated by commas, names the same values of the record as its current tag.</summary>
    public static bool NamesSameValues(string tags, string current) =>
        tags.Split(',').Any(tag => tag.Split('-')[0] == current.Split('-')[0]);

    private static string Digest(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return Convert.ToHexStringLower(hash[..8]);
    }
}
