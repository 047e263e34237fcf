using System.Text.Json;
using CcatOps.Application.Serialization;
using CcatOps.Application.Sessions;
using CcatOps.Domain.Sessions;
using Dapper;

namespace CcatOps.Infrastructure.Sqlite.Sessions;

internal sealed class SqliteSessions(SqliteSessionFile file, TimeProvider time) : ISessions
{
    private long Now => Micros(time.GetUtcNow());

    public Task OpenAsync(Session session, string secretHash, CancellationToken cancellationToken)
    {
        const string sql =
            """
            delete from session where ends_at <= @Now;
            delete from login_code where ends_at <= @Now;
            insert into session (id, body, secret, ends_at) values (@Id, @Body, @secretHash, @Ends)
            """;
        var row = new { Now, session.Id, Body = Json(session), secretHash, Ends = Micros(session.EndsAt) };
        return file.WriteAsync(connection => connection.Execute(sql, row), cancellationToken);
    }

    public async Task<HeldSession?> FindAsync(string sessionId, CancellationToken cancellationToken)
    {
        const string sql = "select body, secret from session where id = @sessionId and ends_at > @Now";
        var row = await file.UseAsync(
            connection => connection.QuerySingleOrDefault<(string Body, string Secret)?>(sql, new { sessionId, Now }), cancellationToken);
        return row is var (body, secret) ? new(Read<Session>(body), secret) : null;
    }

    public async Task<IReadOnlyList<Session>> ListAsync(CancellationToken cancellationToken)
    {
        const string sql = "select body from session where ends_at > @Now";
        var bodies = await file.UseAsync(connection => connection.Query<string>(sql, new { Now }), cancellationToken);
        return [.. bodies.Select(Read<Session>).OrderByDescending(session => session.OpenedAt)];
    }

    public Task<Renewal> RenewAsync(string sessionId, string secretHash, string nextHash, CancellationToken cancellationToken)
    {
        const string renew = "update session set secret = @nextHash where id = @sessionId and secret = @secretHash and ends_at > @Now";
        const string remember = "insert into replaced_secret (session_id, secret) values (@sessionId, @secretHash)";
        const string close =
            """
            delete from session where id = @sessionId
                and exists (select 1 from replaced_secret where session_id = @sessionId and secret = @secretHash)
            """;
        var row = new { sessionId, secretHash, nextHash, Now };
        return file.WriteAsync(
            connection =>
            {
                if (connection.Execute(renew, row) == 0)
                    return connection.Execute(close, row) == 0 ? Renewal.Unknown : Renewal.Reused;
                connection.Execute(remember, row);
                return Renewal.Renewed;
            },
            cancellationToken);
    }

    public Task CloseAsync(string sessionId, CancellationToken cancellationToken) => file.WriteAsync(
        connection => connection.Execute("delete from session where id = @sessionId", new { sessionId }), cancellationToken);

    public Task KeepCodeAsync(string codeHash, LoginCode code, CancellationToken cancellationToken)
    {
        const string sql = "insert into login_code (hash, body, ends_at) values (@codeHash, @Body, @Ends)";
        var row = new { codeHash, Body = Json(code), Ends = Micros(time.GetUtcNow() + SessionRules.CodeLife) };
        return file.WriteAsync(connection => connection.Execute(sql, row), cancellationToken);
    }

    public async Task<LoginCode?> TakeCodeAsync(string codeHash, CancellationToken cancellationToken)
    {
        const string sql = "delete from login_code where hash = @codeHash returning body, ends_at > @Now";
        var row = await file.WriteAsync(
            connection => connection.QuerySingleOrDefault<(string Body, bool Holds)?>(sql, new { codeHash, Now }), cancellationToken);
        return row is (var body, true) ? Read<LoginCode>(body) : null;
    }

    public Task<bool> UseLoginAsync(string loginHash, CancellationToken cancellationToken)
    {
        const string sql =
            """
            delete from used_login where ends_at <= @Now;
            insert into used_login (hash, ends_at) values (@loginHash, @Ends) on conflict do nothing returning 1
            """;
        var row = new { Now, loginHash, Ends = Micros(time.GetUtcNow() + SessionRules.LoginLife) };
        return file.WriteAsync(connection => connection.ExecuteScalar<int?>(sql, row) is not null, cancellationToken);
    }

    private static long Micros(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, WireJson.Options);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, WireJson.Options)!;
}
