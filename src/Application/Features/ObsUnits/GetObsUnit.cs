using System.Globalization;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;
using MediatR;

namespace CcatOps.Application.Features.ObsUnits;

public sealed record GetObsUnit(int Id, Consistency Consistency) : IRequest<ObsUnit>;

internal sealed class GetObsUnitHandler(OverlayMirror mirror, MergedReader<ObsUnit> obsUnits) : IRequestHandler<GetObsUnit, ObsUnit>
{
    public async Task<ObsUnit> Handle(GetObsUnit request, CancellationToken cancellationToken)
    {
        var key = request.Id.ToString(CultureInfo.InvariantCulture);
        return await mirror.ReadAsync(request.Consistency, overlay => obsUnits.FindAsync(overlay, key, cancellationToken), cancellationToken)
            ?? throw new NotFoundException("planned unit", request.Id);
    }
}
