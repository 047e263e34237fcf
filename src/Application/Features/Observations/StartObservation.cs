using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Observations;

/// <summary>Records that a planned unit is being executed.</summary>
public sealed record StartObservation : IRequest<Written<ExecutedObsUnit>>
{
    /// <summary>The planned unit; required.</summary>
    public int? ObsUnitId { get; init; }

    /// <summary>Default: now.</summary>
    public DateTimeOffset? StartTime { get; init; }

    public string? InstrumentModule { get; init; }

    /// <summary>The execution's id, when the client makes it; sent again, it names the same execution.</summary>
    public Guid? Id { get; init; }

    public JsonObject? Conditions { get; init; }
    public string? Comment { get; init; }
}

internal sealed class StartObservationHandler(IWriteRouter router, TimeProvider time)
    : IRequestHandler<StartObservation, Written<ExecutedObsUnit>>
{
    public async Task<Written<ExecutedObsUnit>> Handle(StartObservation request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMicroseconds();
        var execution = new ExecutedObsUnit
        {
            Id = request.Id ?? Guid.CreateVersion7(now),
            ObsUnitId = request.ObsUnitId!.Value,
            Status = ExecutionStatus.Running,
            StartTime = request.StartTime ?? now,
            InstrumentModule = request.InstrumentModule,
            Conditions = request.Conditions,
            Comment = request.Comment,
        };
        var change = RowChanges.Insert(Tables.ExecutedObsUnit, execution);
        var write = new Write(
            Operation.StartObservation,
            request,
            [change],
            [Transaction.Entity(Tables.ExecutedObsUnit.Name, execution.Id.ToString())])
        {
            Claims = request.Id is { } id ? [Claims.Record(Tables.ExecutedObsUnit, id)] : [],
        };

        var receipt = await router.WriteAsync(write, cancellationToken);
        var held = receipt.RecordOf(change, execution);
        return new(held with { Sync = receipt.Sync }, receipt.Transaction.Warnings) { IsRepetition = receipt.IsRepetition };
    }
}

internal sealed class StartObservationValidator : AbstractValidator<StartObservation>
{
    public StartObservationValidator()
    {
        RuleFor(request => request.ObsUnitId).NotNull().WithMessage("is required: the id of the planned unit, an integer.");
        RuleFor(request => request.ObsUnitId).GreaterThan(0).WithMessage("must be a positive integer.");
        RuleFor(request => request.Id).RecordId();
        RuleFor(request => request.InstrumentModule).Text(200);
        RuleFor(request => request.Comment).Text();
        RuleFor(request => request.Conditions).Storable();
    }
}
