using System.Globalization;
using System.Text.Json;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>A transaction as Redis holds it.</summary>
internal static class TransactionBody
{
    /// <summary>The names in a list; none where it cannot be read.</summary>
    public static IReadOnlyList<string> ReadClaims(RedisValue list)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>((string?)list ?? "[]", WireJson.Options) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>Values that were kept one by one, each in a line of its own.</summary>
    public static IReadOnlyList<T> ReadLines<T>(RedisValue lines) =>
    [
        .. ((string?)lines ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<T>(line, WireJson.Options)!),
    ];

    /// <summary>The arguments with which <c>track.lua</c> begins, and <c>accept.lua</c> for each transaction.</summary>
    public static RedisValue[] Arguments(Transaction transaction, BodySeal seal) => Arguments(new PackedTransaction(transaction), seal);

    public static RedisValue[] Arguments(PackedTransaction packed, BodySeal seal)
    {
        var transaction = packed.Transaction;
        return
        [
            transaction.Id.ToString(),
            seal.Seal(packed.Body),
            string.Join(' ', transaction.Entities),
            JsonSerializer.SerializeToUtf8Bytes(transaction.Claims, WireJson.Options),
            Time(transaction.AcceptedAt),
        ];
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public static DateTimeOffset? ReadTime(string? text) =>
        text is not null && UtcTime.TryParse(text, out var time) ? time : null;
}
