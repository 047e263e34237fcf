using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Replication;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;
using MediatR;

namespace CcatOps.Application.Features.Health;

/// <summary>Everything that bears on the health of the site; keeps the fields of the original.</summary>
public sealed record GetHealth : IRequest<HealthView>;

public sealed record HealthView
{
    /// <summary><c>healthy</c>, <c>degraded</c> (works, needs a look) or <c>unhealthy</c> (cannot take writes).</summary>
    public required string Status { get; init; }

    /// <summary>The database this site reads from: <c>connected</c> or <c>disconnected</c>.</summary>
    public required string Database { get; init; }

    /// <summary><c>connected</c> or <c>disconnected</c>; <c>not_used</c> at a main site.</summary>
    public required string Redis { get; init; }

    public required BufferHealth TransactionBuffer { get; init; }
    public required string BackgroundProcessor { get; init; }

    /// <summary>What is not as it should be, each with its remedy.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    public required string SiteName { get; init; }
    public required SiteType SiteType { get; init; }
    public required string MainDatabase { get; init; }
    public required string Durability { get; init; }
    public long? ReplicaLagBytes { get; init; }
    public double? ReplicaLagSeconds { get; init; }

    /// <summary>
    /// How old this site's knowledge of tokens and users may be, in seconds: a token that was made or revoked at main since is not known
    /// here. Null: not known, for the local database is away.
    /// </summary>
    public double? SecurityDataAgeSeconds { get; init; }
}

public sealed record BufferHealth(long Size, long Failed, long Parked, long Unconfirmed, int Capacity);

internal sealed class GetHealthHandler(
    SiteConfig site,
    IBufferMonitor buffer,
    SiteMonitor monitor,
    BufferDrainer drainer,
    ReplicationWatcher watcher,
    BufferRates rates,
    Readiness readiness) : IRequestHandler<GetHealth, HealthView>
{
    public async Task<HealthView> Handle(GetHealth request, CancellationToken cancellationToken)
    {
        await monitor.CheckAsync(cancellationToken);
        var (status, bufferFault) = await BufferStatusAsync(cancellationToken);
        var hindrances = await readiness.FindHindrancesAsync(cancellationToken);
        var problems = hindrances.Concat(ProblemsOf(status)).Distinct().ToArray();
        return new HealthView
        {
            Status = hindrances.Count > 0 ? "unhealthy" : problems.Length > 0 ? "degraded" : "healthy",
            Database = Connected(monitor.Local.IsReachable),
            Redis = site.IsMainSite ? "not_used" : Connected(bufferFault is null && status is not { IsAlone: true }),
            TransactionBuffer = new BufferHealth(
                status?.Depth ?? 0, status?.Failed ?? 0, status?.Parked ?? 0, status?.Unconfirmed ?? 0, site.TransactionBuffering.BufferSize),
            BackgroundProcessor = site.IsMainSite ? "disabled" : Serialization.WireNames.Of(drainer.Status.State),
            Problems = problems,
            SiteName = site.SiteName,
            SiteType = site.SiteType,
            MainDatabase = Connected(monitor.Main.IsReachable),
            Durability = site.IsMainSite ? "none" : monitor.Safety.Level,
            ReplicaLagBytes = monitor.LagBytes,
            ReplicaLagSeconds = monitor.LagSeconds,
            SecurityDataAgeSeconds = monitor.KnowledgeAgeSeconds,
        };
    }

    private IEnumerable<string> ProblemsOf(BufferStatus? status)
    {
        if (monitor.Main.Fault is { } mainFault)
            yield return $"The main database is away: {mainFault}";
        if (monitor.Local.Fault is { } localFault)
            yield return $"The local database is away: {localFault}";
        if (site.IsMainSite)
            yield break;
        foreach (var note in status?.Notes ?? [])
            yield return note;
        if (status?.Pause is { } pause)
            yield return $"The drain is paused: {pause.Reason}. Resume it with POST /api/buffer/resume.";
        if (status is { Failed: > 0 } failing)
            yield return $"{failing.Failed} transactions have failed; see GET /api/transactions?state=failed.";
        if (status is not null && BufferCapacity.IsDegraded(status.Waiting, site.TransactionBuffering.BufferSize))
            yield return $"{status.Waiting} of {site.TransactionBuffering.BufferSize} places in the buffer are taken; {FullInWords(status)}.";
        if (watcher.Overdue > 0)
            yield return $"{watcher.Overdue} transactions have waited for the replica for longer than LSN_TIMEOUT.";
    }

    private async Task<(BufferStatus? Status, string? Fault)> BufferStatusAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await buffer.GetStatusAsync(cancellationToken), null);
        }
        catch (BufferUnavailableException exception)
        {
            return (null, exception.Message);
        }
    }

    private string FullInWords(BufferStatus status)
    {
        var (accepted, applied) = rates.PerSecond();
        return FullForecast.InWords(
            FullForecast.SecondsUntilFull(status.Waiting, site.TransactionBuffering.BufferSize, accepted, applied));
    }

    private static string Connected(bool isReachable) => isReachable ? "connected" : "disconnected";
}
