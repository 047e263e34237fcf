using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Observations;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Observations;

/// <summary>Executions with their files, the newest first.</summary>
/// <param name="Filter">Which executions.</param>
/// <param name="Paging">Which page of them.</param>
/// <param name="WithAllFiles">Whether each has all of its files, however many.</param>
public sealed record ListObservations(RecordFilter<ExecutedObsUnit> Filter, Paging Paging, bool WithAllFiles = false) : IRequest<Listing<ExecutedObsUnit>>;

internal sealed class ListObservationsHandler(OverlayMirror mirror, ObservationReader observations)
    : IRequestHandler<ListObservations, Listing<ExecutedObsUnit>>
{
    public Task<Listing<ExecutedObsUnit>> Handle(ListObservations request, CancellationToken cancellationToken) => mirror.ReadAsync(
        request.Paging.Consistency,
        overlay => observations.ListAsync(overlay, request.Filter, request.Paging, request.WithAllFiles, cancellationToken),
        cancellationToken);
}

internal sealed class ListObservationsValidator : AbstractValidator<ListObservations>
{
    public ListObservationsValidator(IValidator<Paging> paging) =>
        RuleFor(request => request.Paging).SetValidator(paging).OverridePropertyName("");
}
