using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Resources;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using FluentValidation;
using FluentValidation.Results;
using MediatR;

namespace CcatOps.Application.Features.ObservingLog;

/// <summary>Replaces a message of the observing log by a new one, which has the given fields and otherwise those of the old one.</summary>
public sealed record EditLogMessage : MergePatch<LogMessage>
{
    public DateTimeOffset? BeginTime { get; init => field = Keep(value); }
    public DateTimeOffset? EndTime { get; init => field = Keep(value); }
    public string? Text { get; init => field = Keep(value); }
    public string? Category { get; init => field = Keep(value); }
    public double? TimeLostSeconds { get; init => field = Keep(value); }
    public TimeLostType? TimeLostType { get; init => field = Keep(value); }
    public IReadOnlyList<string>? Tags { get; init => field = Keep(value); }
}

internal sealed class EditLogMessageHandler(
    IWriteRouter router, OverlayMirror mirror, MergedReader<LogMessage> messages, SiteConfig site, IRequestContext context, TimeProvider time)
    : IRequestHandler<EditLogMessage, Written<LogMessage>>
{
    public async Task<Written<LogMessage>> Handle(EditLogMessage request, CancellationToken cancellationToken)
    {
        var old = await messages.FindAsync(await mirror.GetCurrentAsync(cancellationToken), request.Key, cancellationToken)
            ?? throw new NotFoundException(LogMessages.Resource.Name, request.Key);
        var now = time.GetUtcMicroseconds();
        var values = request.ToValues();
        var edited = RowChanges.Patch(old, values) with
        {
            Id = Guid.CreateVersion7(now),
            SiteName = site.SiteName,
            Author = context.Principal,
            ParentId = old.Id,
            InvalidatedAt = null,
        };
        EnsureFits(edited);

        var write = new Write(
            Operation.EditLogMessage,
            new { request.Key, Values = values },
            [
                RowChanges.Insert(Tables.LogMessage, edited),
                RowChanges.Update(
                    Tables.LogMessage,
                    request.Key,
                    values: new { InvalidatedAt = now },
                    expected: new { InvalidatedAt = (DateTimeOffset?)null }),
            ],
            [.. EntitiesOf(old), Transaction.Entity(Tables.LogMessage.Name, edited.Id.ToString())])
        {
            Claims = [Claims.Edit(old.Id)],
        };
        if (old.InvalidatedAt is not null && !IsPending(old))
            return await FindAlikeAsync(edited, cancellationToken) ?? throw Replaced(old);

        var receipt = await router.WriteAsync(write, cancellationToken);
        var held = receipt.RecordOf(write.Changes[0], edited);
        return new(held with { Sync = receipt.Sync }, receipt.Transaction.Warnings) { IsRepetition = receipt.IsRepetition };
    }

    /// <summary>While an edit is buffered here, its claim answers a repetition and refuses another edit.</summary>
    private static bool IsPending(LogMessage old) => old.Sync is { State: not (TransactionState.Committed or TransactionState.Replicated) };

    /// <summary>The message that has replaced the old one, if it was made by the same edit.</summary>
    private async Task<Written<LogMessage>?> FindAlikeAsync(LogMessage edited, CancellationToken cancellationToken)
    {
        var overlay = await mirror.GetCurrentAsync(cancellationToken);
        var ofOld = new RecordFilter<LogMessage>().Where(LogMessages.ParentId, edited.ParentId!.Value);
        return await messages.PageAsync(overlay, ofOld, after: null, limit: 1, cancellationToken) is [var held, ..]
            && RecordTag.NamesSameValues(RecordTag.Of(edited with { Id = held.Id, InvalidatedAt = held.InvalidatedAt }), RecordTag.Of(held))
            ? new(held, []) { IsRepetition = true }
            : null;
    }

    private static void EnsureFits(LogMessage edited)
    {
        var misfits = LogMessageRules.Misfits(edited.BeginTime, edited.EndTime, edited.TimeLostSeconds, edited.TimeLostType)
            .Select(misfit => new ValidationFailure(WireJson.FieldName(misfit.Property), misfit.Message))
            .ToArray();
        if (misfits.Length > 0)
            throw new ValidationException(misfits);
    }

    private static ConflictException Replaced(LogMessage old) =>
        new($"Log message {old.Id} was replaced at {old.InvalidatedAt:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}; edit the message that replaced it.");

    /// <summary>It comes after the message that it replaces, and after the start of the execution.</summary>
    private static IEnumerable<string> EntitiesOf(LogMessage old)
    {
        yield return Transaction.Entity(Tables.LogMessage.Name, old.Id.ToString());
        if (old.ExecutedObsUnitId is { } execution)
            yield return Transaction.Entity(Tables.ExecutedObsUnit.Name, execution.ToString());
    }
}

internal sealed class EditLogMessageValidator : AbstractValidator<EditLogMessage>
{
    public EditLogMessageValidator()
    {
        this.NeverClears<EditLogMessage, LogMessage>(nameof(EditLogMessage.BeginTime), nameof(EditLogMessage.Text));
        RuleFor(request => request.Text).Must(text => text is not "").WithMessage("must not be empty.");
        RuleFor(request => request.Text).Text();
        RuleFor(request => request.Category).Text(50);
        RuleFor(request => request.TimeLostSeconds).InclusiveBetween(0, double.MaxValue).WithMessage("must be a number of seconds, not negative.");
        RuleFor(request => request.Tags).Tags();
    }
}
