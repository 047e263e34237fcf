using CcatOps.Application.Reads;
using CcatOps.Domain.Audit;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Audit;

/// <summary>Lists the decisions of people about the buffers, the newest first.</summary>
public sealed record ListAudit(RecordFilter<AuditEvent> Filter, Paging Paging) : IRequest<Listing<AuditEvent>>;

internal sealed class ListAuditHandler(OverlayMirror mirror, MergedReader<AuditEvent> events) : IRequestHandler<ListAudit, Listing<AuditEvent>>
{
    public Task<Listing<AuditEvent>> Handle(ListAudit request, CancellationToken cancellationToken) => mirror.ReadAsync(
        request.Paging.Consistency,
        overlay => events.ListAsync(overlay, request.Filter, request.Paging, cancellationToken),
        cancellationToken);
}

internal sealed class ListAuditValidator : AbstractValidator<ListAudit>
{
    public ListAuditValidator(IValidator<Paging> paging) =>
        RuleFor(request => request.Paging).SetValidator(paging).OverridePropertyName("");
}
