using System.Text.Json;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Status;
using Dapper;

namespace CcatOps.Infrastructure.Sqlite;

/// <summary>The samples are rows of the file that the processes of a site without Redis share.</summary>
internal sealed class SqliteHistoryStore(SqliteSessionFile file, TimeProvider time) : IHistoryStore
{
    public Task KeepAsync(IReadOnlyList<HistorySample> samples, CancellationToken cancellationToken)
    {
        const string forget = "delete from history_sample where at <= @Oldest";
        const string keep = "insert into history_sample (at, body) values (@At, @Body) on conflict do nothing";
        var rows = samples.Select(sample => new { At = sample.At.ToUnixTimeSeconds(), Body = JsonSerializer.Serialize(sample, WireJson.Options) });
        return file.SharedAsync(
            connection =>
            {
                connection.Execute(forget, new { Oldest = (time.GetUtcNow() - HistorySample.Retention).ToUnixTimeSeconds() });
                return connection.Execute(keep, rows);
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<HistorySample>> ReadAsync(DateTimeOffset after, CancellationToken cancellationToken)
    {
        const string sql = "select body from history_sample where at > @After order by at";
        var row = new { After = after.ToUnixTimeSeconds() };
        var bodies = await file.SharedAsync(connection => connection.Query<string>(sql, row).ToArray(), cancellationToken);
        return [.. bodies.Select(body => JsonSerializer.Deserialize<HistorySample>(body, WireJson.Options)!)];
    }
}
