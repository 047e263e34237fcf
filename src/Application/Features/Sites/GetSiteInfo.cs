using CcatOps.Domain.Sites;
using MediatR;

namespace CcatOps.Application.Features.Sites;

/// <summary>The site as configured: the seven fields of the specification, in its order.</summary>
public sealed record GetSiteInfo : IRequest<SiteInfo>;

public sealed record SiteInfo(
    string SiteName,
    SiteType SiteType,
    bool IsMainSite,
    bool IsSecondarySite,
    bool CriticalOperationsBuffer,
    int TransactionBufferSize,
    bool LsnTrackingEnabled);

internal sealed class GetSiteInfoHandler(SiteConfig site) : IRequestHandler<GetSiteInfo, SiteInfo>
{
    public Task<SiteInfo> Handle(GetSiteInfo request, CancellationToken cancellationToken) =>
        Task.FromResult(new SiteInfo(
            site.SiteName,
            site.SiteType,
            site.IsMainSite,
            site.IsSecondarySite,
            site.CriticalOperationsBuffer,
            site.TransactionBuffering.BufferSize,
            site.LsnTracking.Enabled));
}
