using CcatOps.Application.Errors;
using CcatOps.Application.FaultInjection;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Schema;
using MediatR;

namespace CcatOps.Application.Features.Observations;

/// <summary>One execution with its files.</summary>
public sealed record GetObservation(Guid Id, Consistency Consistency) : IRequest<ExecutedObsUnit>;

internal sealed class GetObservationHandler(OverlayMirror mirror, ObservationReader observations)
    : IRequestHandler<GetObservation, ExecutedObsUnit>
{
    public async Task<ExecutedObsUnit> Handle(GetObservation request, CancellationToken cancellationToken)
    {
        var found = Mutants.IsActive(Mutant.ReplicaReadFirst)
            ? FindTheWrongWayAsync(request.Id, cancellationToken)
            : mirror.ReadAsync(request.Consistency, overlay => FindAsync(overlay, request.Id, cancellationToken), cancellationToken);
        return await found ?? throw new NotFoundException("execution", request.Id);
    }

    private Task<ExecutedObsUnit?> FindAsync(OverlaySnapshot overlay, Guid id, CancellationToken cancellationToken)
    {
        Fault.Reach(FaultPoint.BetweenReads);
        return observations.FindAsync(overlay, id, cancellationToken);
    }

    private async Task<ExecutedObsUnit?> FindTheWrongWayAsync(Guid id, CancellationToken cancellationToken)
    {
        var stored = await observations.FindAsync(OverlaySnapshot.Empty, id, cancellationToken);
        Fault.Reach(FaultPoint.BetweenReads);
        var overlay = await mirror.GetCurrentAsync(cancellationToken);
        return overlay.Find(Tables.ExecutedObsUnit, id.ToString()) is null
            ? stored
            : await observations.FindAsync(overlay, id, cancellationToken);
    }
}
