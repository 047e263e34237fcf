using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using CcatOps.Application.Serialization;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Sqlite.Buffer;

/// <summary>Values as the buffer's file holds them.</summary>
internal static class SqliteBufferValues
{
    public static string Json<T>(T value) => JsonSerializer.Serialize(value, WireJson.Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, WireJson.Options)!;

    /// <summary>Null: the body is not that transaction.</summary>
    public static Transaction? TryReadTransaction(string body, string id) =>
        StoredTransaction.TryRead(Encoding.UTF8.GetBytes(body), Guid.Parse(id));

    /// <summary>Returns a substitute for a transaction that cannot be read, with what else the file knows of it.</summary>
    public static Transaction StandIn(string id, string entities, long? acceptedAt) =>
        StoredTransaction.StandIn(Guid.Parse(id), Read<string[]>(entities), [], ReadTime(acceptedAt));

    public static IReadOnlyList<Attempt> ReadAttempts(string json) =>
        [.. Read<NotedAttempt[]>(json).OrderBy(noted => noted.Number).Select(noted => new Attempt(ReadTime((long?)noted.At)!.Value, noted.Error))];

    public static IReadOnlyList<TransactionEdit> ReadEdits(string json) =>
        [.. Read<NotedEdit[]>(json).OrderBy(noted => noted.Number).Select(noted => noted.Edit)];

    public static long Microseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static long Now(this TimeProvider time) => Microseconds(time.GetUtcNow());

    [return: NotNullIfNotNull(nameof(microseconds))]
    public static DateTimeOffset? ReadTime(long? microseconds) =>
        microseconds is { } value ? DateTimeOffset.UnixEpoch.AddTicks(value * TimeSpan.TicksPerMicrosecond) : null;

    public static Lsn? ReadLsn(string? text) => Lsn.TryParse(text, null, out var lsn) ? lsn : null;

    private sealed record NotedAttempt(long Number, long At, Failure Error);

    private sealed record NotedEdit(int Number, TransactionEdit Edit);
}
