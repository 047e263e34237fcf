using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.ObsUnits;

/// <summary>Planned units in the order of their ids.</summary>
public sealed record ListObsUnits(RecordFilter<ObsUnit> Filter, Paging Paging) : IRequest<Listing<ObsUnit>>;

internal sealed class ListObsUnitsHandler(OverlayMirror mirror, MergedReader<ObsUnit> obsUnits)
    : IRequestHandler<ListObsUnits, Listing<ObsUnit>>
{
    public Task<Listing<ObsUnit>> Handle(ListObsUnits request, CancellationToken cancellationToken) => mirror.ReadAsync(
        request.Paging.Consistency,
        overlay => obsUnits.ListAsync(overlay, request.Filter, request.Paging, cancellationToken),
        cancellationToken);
}

internal sealed class ListObsUnitsValidator : AbstractValidator<ListObsUnits>
{
    public ListObsUnitsValidator(IValidator<Paging> paging) =>
        RuleFor(request => request.Paging).SetValidator(paging).OverridePropertyName("");
}
