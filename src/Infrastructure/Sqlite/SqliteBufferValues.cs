using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Sqlite;

/// <summary>Values as the buffer's file holds them.</summary>
internal static class SqliteBufferValues
{
    public static string Json<T>(T value) => JsonSerializer.Serialize(value, WireJson.Options);

    public static Transaction ReadTransaction(string body) => JsonSerializer.Deserialize<Transaction>(body, WireJson.Options)!;

    public static long Microseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static long Now(this TimeProvider time) => Microseconds(time.GetUtcNow());

    [return: NotNullIfNotNull(nameof(microseconds))]
    public static DateTimeOffset? ReadTime(long? microseconds) =>
        microseconds is { } value ? DateTimeOffset.UnixEpoch.AddTicks(value * TimeSpan.TicksPerMicrosecond) : null;

    public static Lsn? ReadLsn(string? text) => Lsn.TryParse(text, null, out var lsn) ? lsn : null;
}
