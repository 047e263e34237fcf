using CcatOps.Application.Errors;
using CcatOps.Application.FaultInjection;
using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;
using MediatR;

namespace CcatOps.Application.Features.Observations;

/// <summary>One execution with its files.</summary>
public sealed record GetObservation(Guid Id, Consistency Consistency) : IRequest<ExecutedObsUnit>;

internal sealed class GetObservationHandler(OverlayMirror mirror, ObservationReader observations)
    : IRequestHandler<GetObservation, ExecutedObsUnit>
{
    public async Task<ExecutedObsUnit> Handle(GetObservation request, CancellationToken cancellationToken)
    {
        if (Mutants.IsActive(Mutant.ReplicaReadFirst))
            return await FindTheWrongWayAsync(request.Id, cancellationToken) ?? throw new NotFoundException("execution", request.Id);
        var overlay = await mirror.GetAsync(request.Consistency, cancellationToken);
        Fault.Reach(FaultPoint.BetweenReads);
        return await observations.FindAsync(overlay, request.Id, cancellationToken)
            ?? throw new NotFoundException("execution", request.Id);
    }

    private async Task<ExecutedObsUnit?> FindTheWrongWayAsync(Guid id, CancellationToken cancellationToken)
    {
        var stored = await observations.FindAsync(Overlay.Empty, id, cancellationToken);
        Fault.Reach(FaultPoint.BetweenReads);
        var overlay = await mirror.GetCurrentAsync(cancellationToken);
        return overlay.Find(Tables.ExecutedObsUnit, id.ToString()) is null
            ? stored
            : await observations.FindAsync(overlay, id, cancellationToken);
    }
}
