using CcatOps.Application.Errors;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Resources;
using CcatOps.Domain.Storage;
using MediatR;

namespace CcatOps.Application.Features.Packages;

/// <summary>One package with its files.</summary>
internal sealed class GetRawDataPackageHandler(OverlayMirror mirror, PackageReader packages) : IRequestHandler<GetRecord<RawDataPackage>, RawDataPackage>
{
    public async Task<RawDataPackage> Handle(GetRecord<RawDataPackage> request, CancellationToken cancellationToken) =>
        await mirror.ReadAsync(
            request.Consistency, overlay => packages.FindAsync(overlay, Guid.Parse(request.Key), cancellationToken), cancellationToken)
        ?? throw new NotFoundException(RawDataPackages.Resource.Name, request.Key);
}
