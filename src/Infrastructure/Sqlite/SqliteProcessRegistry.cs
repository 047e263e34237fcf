using System.Text.Json;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Serialization;
using Dapper;

namespace CcatOps.Infrastructure.Sqlite;

/// <summary>The reports are rows of the file that the processes of a site without Redis share.</summary>
internal sealed class SqliteProcessRegistry(SqliteSessionFile file, TimeProvider time) : IProcessRegistry
{
    public async Task<IReadOnlyList<(SiteProcess Process, TimeSpan Age)>> ReportAsync(SiteProcess process, CancellationToken cancellationToken)
    {
        const string sql =
            """
            delete from site_process where seen_at < @Oldest;
            insert into site_process (name, body, seen_at) values (@Name, @Body, @Now)
            on conflict (name) do update set body = excluded.body, seen_at = excluded.seen_at;
            select body, seen_at from site_process order by name
            """;
        var now = Millis(time.GetUtcNow());
        var row = new
        {
            process.Name,
            Body = JsonSerializer.Serialize(process, WireJson.Options),
            Now = now,
            Oldest = now - (long)IProcessRegistry.Memory.TotalMilliseconds,
        };
        var rows = await file.SharedAsync(connection => connection.Query<(string Body, long SeenAt)>(sql, row).ToArray(), cancellationToken);
        return [.. rows.Select(each => (
            JsonSerializer.Deserialize<SiteProcess>(each.Body, WireJson.Options)!, TimeSpan.FromMilliseconds(Math.Max(0, now - each.SeenAt))))];
    }

    public Task LeaveAsync(string name, CancellationToken cancellationToken) => file.SharedAsync(
        connection => connection.Execute("delete from site_process where name = @name", new { name }), cancellationToken);

    private static long Millis(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds();
}
