using CcatOps.Domain.Sites;
using MediatR;

namespace CcatOps.Application.Features.Health;

/// <summary>Everything that bears on the health of the site; keeps the fields of the original.</summary>
/// <param name="WithDetails">Whether to look now and tell the problems; otherwise the answer may be a second old and only counts them.</param>
public sealed record GetHealth(bool WithDetails) : IRequest<HealthView>;

public sealed record HealthView
{
    /// <summary><c>healthy</c>, <c>degraded</c> (works, needs a look) or <c>unhealthy</c> (cannot take writes).</summary>
    public required string Status { get; init; }

    /// <summary>The sentence of <c>GET /api/status</c>: whether the data is safe, and where it is.</summary>
    public required string Verdict { get; init; }

    /// <summary>The database this site reads from: <c>connected</c> or <c>disconnected</c>.</summary>
    public required string Database { get; init; }

    /// <summary><c>connected</c> or <c>disconnected</c>; <c>not_used</c> at a main site and with a SQLite buffer.</summary>
    public required string Redis { get; init; }

    public required BufferHealth TransactionBuffer { get; init; }
    public required string BackgroundProcessor { get; init; }

    /// <summary>The problems found, each with its remedy; empty without the permission <c>view:buffer</c>.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>How many problems there are, whether or not they are told.</summary>
    public required int ProblemCount { get; init; }

    public required string SiteName { get; init; }
    public required SiteType SiteType { get; init; }
    public required string MainDatabase { get; init; }
    public required string Durability { get; init; }
    public long? ReplicaLagBytes { get; init; }
    public double? ReplicaLagSeconds { get; init; }

    /// <summary>
    /// How old this site's knowledge of tokens and users may be, in seconds: a token that was made or revoked at main since is not known
    /// here. Null: not known, for the local database is unavailable.
    /// </summary>
    public double? SecurityDataAgeSeconds { get; init; }
}

public sealed record BufferHealth(long Size, long Failed, long Parked, long Unconfirmed, int Capacity);

internal sealed class GetHealthHandler(HealthLook look) : IRequestHandler<GetHealth, HealthView>
{
    public async Task<HealthView> Handle(GetHealth request, CancellationToken cancellationToken) => request.WithDetails
        ? await look.TakeAsync(cancellationToken)
        : (await look.LastAsync()) with { Problems = [] };
}
