using CcatOps.Application.Audit;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Validation;
using CcatOps.Domain.Audit;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Buffer;

/// <summary>Lets the drain go on after a pause.</summary>
public sealed record ResumeDrain : IRequest<BufferView>
{
    public string? Reason { get; init; }
}

internal sealed class ResumeDrainHandler(IBufferMonitor buffer, AuditTransactions audits, IMediator mediator)
    : IRequestHandler<ResumeDrain, BufferView>
{
    public async Task<BufferView> Handle(ResumeDrain request, CancellationToken cancellationToken)
    {
        var status = await buffer.GetStatusAsync(cancellationToken);
        if (status.Pause is not null || status.IsAlone)
            await buffer.ResumeAsync(audits.Of(AuditAction.Resume, about: null, request.Reason), cancellationToken);
        return await mediator.Send(new GetBuffer(), cancellationToken);
    }
}

internal sealed class ResumeDrainValidator : AbstractValidator<ResumeDrain>
{
    public ResumeDrainValidator() => RuleFor(request => request.Reason).Text(1_000);
}
