using CcatOps.Application.Audit;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Audit;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Buffer;

/// <summary>Stops applying buffered transactions until resumed, also across restarts. Writes go on being accepted.</summary>
public sealed record PauseDrain : IRequest<BufferView>
{
    /// <summary>Required.</summary>
    public string? Reason { get; init; }
}

internal sealed class PauseDrainHandler(
    IBufferMonitor buffer, AuditTransactions audits, IRequestContext context, DecisionRoom room, IMediator mediator)
    : IRequestHandler<PauseDrain, BufferView>
{
    public async Task<BufferView> Handle(PauseDrain request, CancellationToken cancellationToken)
    {
        var status = await room.EnsureAsync(cancellationToken);
        if (status.Pause is { } pause && (pause.Reason, pause.Principal) == (request.Reason, context.Principal))
            return await mediator.Send(new GetBuffer(), cancellationToken);
        var audit = audits.Of(AuditAction.Pause, about: null, request.Reason);
        await buffer.PauseAsync(request.Reason!, context.Principal, audit, cancellationToken);
        return await mediator.Send(new GetBuffer(), cancellationToken);
    }
}

internal sealed class PauseDrainValidator : AbstractValidator<PauseDrain>
{
    public PauseDrainValidator()
    {
        RuleFor(request => request.Reason).NotEmpty().WithMessage("is required: why the drain is paused.");
        RuleFor(request => request.Reason).Text(1_000);
    }
}
