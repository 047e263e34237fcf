using CcatOps.Application.Monitoring;
using CcatOps.Application.Validation;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Buffer;

/// <summary>Lets the drain go on after a pause.</summary>
public sealed record ResumeDrain : IRequest<BufferView>
{
    public string? Reason { get; init; }
}

internal sealed class ResumeDrainHandler(IBufferMonitor buffer, IMediator mediator) : IRequestHandler<ResumeDrain, BufferView>
{
    public async Task<BufferView> Handle(ResumeDrain request, CancellationToken cancellationToken)
    {
        await buffer.ResumeAsync(cancellationToken);
        return await mediator.Send(new GetBuffer(), cancellationToken);
    }
}

internal sealed class ResumeDrainValidator : AbstractValidator<ResumeDrain>
{
    public ResumeDrainValidator() => RuleFor(request => request.Reason).Text(1_000);
}
