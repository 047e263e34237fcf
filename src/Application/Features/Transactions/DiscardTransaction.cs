using System.Text.Json.Serialization;
using CcatOps.Application.Audit;
using CcatOps.Application.FaultInjection;
using CcatOps.Application.Transactions;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Audit;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Transactions;

/// <summary>Gives a failed transaction up for good, and with it the parked ones that waited for it.</summary>
public sealed record DiscardTransaction : IRequest<DiscardOutcome>
{
    [JsonIgnore]
    public Guid Id { get; init; }

    /// <summary>Required.</summary>
    public string? Reason { get; init; }

    /// <summary><c>discard</c> (the default), or <c>release</c>: put the parked ones back into the buffer.</summary>
    public string Followers { get; init; } = "discard";
}

internal sealed class DiscardTransactionHandler(
    IFailedTransactions failed, FailedSelection selection, AuditTransactions audits, IRequestContext context)
    : IRequestHandler<DiscardTransaction, DiscardOutcome>
{
    public async Task<DiscardOutcome> Handle(DiscardTransaction request, CancellationToken cancellationToken)
    {
        var audit = audits.Of(AuditAction.Discard, request.Id, request.Reason, new { request.Followers });
        Fault.Reach(FaultPoint.BeforeDiscard);
        var outcome = await failed.DiscardAsync(
                request.Id, request.Followers == "release", request.Reason!, context.Principal, audit, cancellationToken)
            ?? throw await selection.ExplainAsync(request.Id, cancellationToken);
        Fault.Reach(FaultPoint.AfterDiscard);
        return outcome;
    }
}

internal sealed class DiscardTransactionValidator : AbstractValidator<DiscardTransaction>
{
    public DiscardTransactionValidator()
    {
        RuleFor(request => request.Reason).NotEmpty().WithMessage("is required: why the transaction is given up.");
        RuleFor(request => request.Reason).Text(1_000);
        RuleFor(request => request.Followers).Must(followers => followers is "discard" or "release")
            .WithMessage("must be one of discard, release.");
    }
}
