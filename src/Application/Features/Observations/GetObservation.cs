using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;
using MediatR;

namespace CcatOps.Application.Features.Observations;

/// <summary>One execution with its files.</summary>
public sealed record GetObservation(Guid Id, Consistency Consistency) : IRequest<ExecutedObsUnit>;

internal sealed class GetObservationHandler(OverlayMirror mirror, ObservationReader observations)
    : IRequestHandler<GetObservation, ExecutedObsUnit>
{
    public async Task<ExecutedObsUnit> Handle(GetObservation request, CancellationToken cancellationToken)
    {
        var overlay = await mirror.GetAsync(request.Consistency, cancellationToken);
        return await observations.FindAsync(overlay, request.Id, cancellationToken)
            ?? throw new NotFoundException("execution", request.Id);
    }
}
