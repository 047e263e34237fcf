using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Buffer;

/// <summary>
/// The drain lease. All processes that share the file run on one machine, so its end is stored as time since the machine started, which no change of the
/// clock affects. A lease of an earlier start of the machine has ended.
/// </summary>
internal sealed class SqliteDrainLease(TimeProvider time)
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>If the system reports no start, a lease whose end is further away than its length shows that the machine was restarted.</summary>
    private const string InForce = "lease_boot = @Boot and lease_until > @Now and lease_until - @Now <= lease_duration";

    private static readonly string Boot = File.Exists(BootIdFile) ? File.ReadAllText(BootIdFile).Trim() : "";

    private long Now => (long)time.GetElapsedTime(0).TotalMilliseconds;

    public bool Hold(SqliteConnection connection, string holder, TimeSpan duration)
    {
        const string sql =
            $"""
            update buffer set lease_holder = @holder, lease_boot = @Boot, lease_until = @Now + @Duration, lease_duration = @Duration
            where lease_holder is null or lease_holder = @holder or not ({InForce})
            """;
        return connection.Execute(sql, new { holder, Boot, Now, Duration = (long)duration.TotalMilliseconds }) == 1;
    }

    public static int Release(SqliteConnection connection, string holder) =>
        connection.Execute("update buffer set lease_holder = null where lease_holder = @holder", new { holder });

    public bool IsHeld(SqliteConnection connection, string holder) =>
        connection.ExecuteScalar<bool>(
            $"select exists (select 1 from buffer where lease_holder = @holder and {InForce})", new { holder, Boot, Now });
}
