using System.Text.Json.Nodes;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Resources;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Observations;

/// <summary>Changes what people say of an execution.</summary>
public sealed record ChangeObservation : MergePatch<ExecutedObsUnit>
{
    public string? Comment { get; init => field = Keep(value); }
    public JsonObject? Conditions { get; init => field = Keep(value); }

    /// <summary>The quality of the data, as people judge it.</summary>
    public ExecutionQuality? Quality { get; init => field = Keep(value); }
}

internal sealed class ChangeObservationHandler(IWriteRouter router, OverlayMirror mirror, ObservationReader observations, ExecutionHistory history)
    : IRequestHandler<ChangeObservation, Written<ExecutedObsUnit>>
{
    public async Task<Written<ExecutedObsUnit>> Handle(ChangeObservation request, CancellationToken cancellationToken)
    {
        var id = Guid.Parse(request.Key);
        var execution = await observations.FindAsync(await mirror.GetCurrentAsync(cancellationToken), id, cancellationToken)
            ?? throw new NotFoundException("execution", id);
        if (request.IfMatch is { } wanted && !RecordTag.NamesSameValues(wanted, RecordTag.Of(execution)))
            throw new PreconditionFailedException(RecordTag.Of(execution));
        if (request.Given.Count == 0)
            return new(execution, []);

        var values = request.ToValues();
        var write = new Write(
            Operation.ChangeObservation,
            new { request.Key, Values = values },
            [new Change(ChangeKind.Update, Tables.ExecutedObsUnit.Name, request.Key, values), history.Of(execution, values)],
            [Transaction.Entity(Tables.ExecutedObsUnit.Name, request.Key)]);

        var receipt = await router.WriteAsync(write, cancellationToken);
        var changed = RowChanges.Patch(execution, receipt.Transaction.Changes[0].Values!);
        return new(changed with { Sync = receipt.Sync }, receipt.Transaction.Warnings) { IsRepetition = receipt.IsRepetition };
    }
}

internal sealed class ChangeObservationValidator : AbstractValidator<ChangeObservation>
{
    public ChangeObservationValidator()
    {
        RuleFor(request => request.Comment).Text();
        RuleFor(request => request.Conditions).Storable();
    }
}
