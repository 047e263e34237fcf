using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Observations;

/// <summary>Executions with their files, the newest first.</summary>
public sealed record ListObservations(ExecutedObsUnitFilter Filter, Paging Paging) : IRequest<Listing<ExecutedObsUnit>>;

internal sealed class ListObservationsHandler(OverlayMirror mirror, ObservationReader observations)
    : IRequestHandler<ListObservations, Listing<ExecutedObsUnit>>
{
    public Task<Listing<ExecutedObsUnit>> Handle(ListObservations request, CancellationToken cancellationToken) => mirror.ReadAsync(
        request.Paging.Consistency,
        overlay => observations.ListAsync(overlay, request.Filter, request.Paging, cancellationToken),
        cancellationToken);
}

internal sealed class ListObservationsValidator : AbstractValidator<ListObservations>
{
    public ListObservationsValidator(IValidator<Paging> paging) =>
        RuleFor(request => request.Paging).SetValidator(paging).OverridePropertyName("");
}
