using CcatOps.Application.Monitoring;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Status;
using CcatOps.Infrastructure.Sql;
using Dapper;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

internal sealed class PostgresDatabaseProbe(SiteConfig site, MainDataSource main, LocalDataSource local, TimeProvider time) : IDatabaseProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Each of several servers that does not answer is waited for as long as a connection may take.</summary>
    private readonly TimeSpan mainsPatience = Patience + (site.MainDatabase.Servers.Count - 1) * ConnectionStrings.ConnectionTimeout;

    public Task<DatabaseView> LookAtMainAsync(CancellationToken cancellationToken) =>
        LookAsync(main.OpenAnyAsync, mainsPatience, cancellationToken);

    public Task<DatabaseView> LookAtLocalAsync(CancellationToken cancellationToken) =>
        site.IsMainSite ? LookAtMainAsync(cancellationToken) : LookAsync(local.OpenAsync, Patience, cancellationToken);

    private async Task<DatabaseView> LookAsync(
        Func<CancellationToken, ValueTask<NpgsqlConnection>> openAsync,
        TimeSpan within,
        CancellationToken cancellationToken)
    {
        const string sql =
            """
            select pg_is_in_recovery() as in_recovery,
                (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end)::text as position,
                case when pg_is_in_recovery() then pg_is_wal_replay_paused() else false end as replay_paused,
                case when pg_is_in_recovery()
                    then exists (select 1 from pg_stat_get_wal_receiver() where pid is not null) end as is_streaming,
                case when pg_is_in_recovery()
                    then extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::double precision end as replay_age_seconds,
                (select system_identifier from pg_control_system())::text || '/' || current_database() as identity,
                (select system_identifier from pg_control_system())::text || '/' || pg_postmaster_start_time()::text
                    || case when pg_is_in_recovery() then '' else '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8) end as incarnation,
                current_setting('server_encoding') as encoding,
                clock_timestamp() as clock,
                current_setting('default_transaction_read_only') = 'off'
                    and (not pg_is_in_recovery() and has_schema_privilege('public', 'create')
                        or coalesce(has_table_privilege(to_regclass('applied_transaction'), 'insert'), false)) as may_write
            """;
        var started = time.GetTimestamp();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(within);
        try
        {
            await using var connection = await openAsync(patience.Token);
            var asked = time.GetTimestamp();
            var seen = await connection.QuerySingleAsync<Seen>(new CommandDefinition(sql, cancellationToken: patience.Token));
            var clock = ClockDifference.Of(new DateTimeOffset(seen.Clock, TimeSpan.Zero), time.GetUtcNow(), time.GetElapsedTime(asked));
            var version = await SchemaVersion.OfAsync(connection, patience.Token);
            return new DatabaseView
            {
                Fault = Topology.EncodingFault(seen.Encoding) ?? Schema.Postgres.Mismatch(version),
                Lsn = Lsn.TryParse(seen.Position, null, out var lsn) ? lsn : null,
                ReplayPaused = seen.ReplayPaused,
                IsStreaming = seen.IsStreaming,
                ReplayAgeSeconds = seen.ReplayAgeSeconds,
                Incarnation = seen.Incarnation,
                Facts = new DatabaseFacts(seen.Identity, seen.InRecovery, seen.MayWrite, seen.Encoding),
                Clock = clock,
                Took = time.GetElapsedTime(started),
            };
        }
        catch (Exception exception) when (exception.IsDatabaseFailure())
        {
            return new DatabaseView { Fault = exception.ToFailure().ToString(), Took = time.GetElapsedTime(started) };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DatabaseView { Fault = $"it did not answer within {within.TotalSeconds} s", Took = time.GetElapsedTime(started) };
        }
    }

    private sealed record Seen
    {
        public bool InRecovery { get; init; }
        public string? Position { get; init; }
        public bool ReplayPaused { get; init; }
        public bool? IsStreaming { get; init; }
        public double? ReplayAgeSeconds { get; init; }
        public required string Identity { get; init; }
        public required string Incarnation { get; init; }
        public bool MayWrite { get; init; }
        public DateTime Clock { get; init; }
        public required string Encoding { get; init; }
    }
}
