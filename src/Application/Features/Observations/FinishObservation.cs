using System.Text.Json.Serialization;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Observations;

/// <summary>Records the end of an execution. Sent again with the same values it gets the same answer.</summary>
public sealed record FinishObservation : IRequest<Written<ExecutedObsUnit>>
{
    /// <summary>The execution, from the path; a field <c>id</c> in the body is unknown.</summary>
    [JsonIgnore]
    public Guid Id { get; init; }

    /// <summary>The ETags of the versions that the client means to finish, separated by commas; null: any.</summary>
    [JsonIgnore]
    public string? IfMatch { get; init; }

    /// <summary><c>completed</c>, <c>failed</c> or <c>aborted</c>; required.</summary>
    public string? Status { get; init; }

    /// <summary>Default: now, or the start where the clock was set back since. Not before the start.</summary>
    public DateTimeOffset? EndTime { get; init; }
}

internal sealed class FinishObservationHandler(
    IWriteRouter router,
    OverlayMirror mirror,
    ObservationReader observations,
    ExecutionHistory history,
    TimeProvider time) : IRequestHandler<FinishObservation, Written<ExecutedObsUnit>>
{
    public async Task<Written<ExecutedObsUnit>> Handle(FinishObservation request, CancellationToken cancellationToken)
    {
        var running = await FindAsync(request.Id, cancellationToken);
        if (!IsFinishedAlike(running, request))
            EnsureMayFinish(running, request);
        else if (IsAtMain(running))
            return new(running, []) { IsRepetition = true };

        try
        {
            return await FinishAsync(running, request, cancellationToken);
        }
        catch (ConflictException)
        {
            // Another request has finished it since it was read; that may be the same one, sent twice.
            var finished = await FindAsync(request.Id, cancellationToken);
            if (finished.Status == ExecutionStatus.Running)
                throw;
            return IsFinishedAlike(finished, request) ? new(finished, []) { IsRepetition = true } : throw FinishedOtherwise(finished);
        }
    }

    private async Task<Written<ExecutedObsUnit>> FinishAsync(
        ExecutedObsUnit running,
        FinishObservation request,
        CancellationToken cancellationToken)
    {
        var endTime = request.EndTime ?? NowOrStart(running);
        if (endTime < running.StartTime)
            throw Rules.Fault("end_time", $"must not be before the start, which was {running.StartTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}.");

        var change = RowChanges.Update(
            Tables.ExecutedObsUnit,
            request.Id.ToString(),
            values: new { Status = StatusOf(request), EndTime = endTime },
            expected: new { Status = ExecutionStatus.Running });
        var write = new Write(
            Operation.FinishObservation,
            new { request.Id, request.Status, request.EndTime },
            [change, history.Of(running, change.Values!)],
            [Transaction.Entity(Tables.ExecutedObsUnit.Name, request.Id.ToString())])
        {
            Claims = [Claims.Finish(request.Id)],
            Room = BufferRoom.Reserve,
        };

        var receipt = await router.WriteAsync(write, cancellationToken);
        var finished = RowChanges.Patch(running, receipt.Transaction.Changes[0].Values!);
        return new(finished with { Sync = receipt.Sync }, receipt.Transaction.Warnings) { IsRepetition = receipt.IsRepetition };
    }

    private static void EnsureMayFinish(ExecutedObsUnit execution, FinishObservation request)
    {
        if (request.IfMatch is { } wanted && !RecordTag.NamesSameValues(wanted, RecordTag.Of(execution)))
            throw new PreconditionFailedException(RecordTag.Of(execution));
        if (execution.Status != ExecutionStatus.Running)
            throw FinishedOtherwise(execution);
    }

    /// <summary>
    /// Whether main has its last change. Else the buffer must answer for it: what a read shows may be the write of a process that ended before
    /// it had made the write durable.
    /// </summary>
    private static bool IsAtMain(ExecutedObsUnit execution) =>
        execution.Sync is { State: TransactionState.Committed or TransactionState.Replicated };

    /// <summary>This site's clock may have been set back since the start; that is no reason to refuse the end.</summary>
    private DateTimeOffset NowOrStart(ExecutedObsUnit running) =>
        time.GetUtcMicroseconds() is var now && now < running.StartTime ? running.StartTime : now;

    private async Task<ExecutedObsUnit> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await observations.FindAsync(await mirror.GetCurrentAsync(cancellationToken), id, cancellationToken)
        ?? throw new NotFoundException("execution", id);

    /// <summary>A repetition is answered whatever version it names, for it is what made the record another one.</summary>
    private static bool IsFinishedAlike(ExecutedObsUnit execution, FinishObservation request) =>
        execution.Status == StatusOf(request) && (request.EndTime is null || request.EndTime == execution.EndTime);

    private static ConflictException FinishedOtherwise(ExecutedObsUnit finished) => new(
        $"Execution {finished.Id} is {WireNames.Of(finished.Status)} since {finished.EndTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}; "
        + "it cannot be finished again with other values.");

    private static ExecutionStatus StatusOf(FinishObservation request) => WireNames.Parse<ExecutionStatus>(request.Status!);
}

internal sealed class FinishObservationValidator : AbstractValidator<FinishObservation>
{
    public FinishObservationValidator() =>
        RuleFor(request => request.Status)
            .Must(status => status is "completed" or "failed" or "aborted")
            .WithMessage("must be one of completed, failed, aborted.");
}
