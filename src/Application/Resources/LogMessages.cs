using CcatOps.Application.Reads;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Domain.Access;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;
using FluentValidation;

namespace CcatOps.Application.Resources;

/// <summary>The observing log.</summary>
public static class LogMessages
{
    public static readonly FilterField<LogMessage, bool> IsValid =
        Filter.IsUnset("is_valid", (LogMessage message) => message.InvalidatedAt, "Not replaced by an edit, or replaced.");

    public static readonly FilterField<LogMessage, Guid> ParentId =
        Filter.AnyOf((LogMessage message) => message.ParentId, "The edits of these messages.");

    public static readonly Resource<LogMessage, WriteLogMessage> Resource = new()
    {
        Name = "log message",
        Title = "Log messages",
        About = "The observing log, with time lost to weather and faults. A message is never changed; an edit makes a new one.",
        Route = "/api/log_messages",
        Create = Operation.WriteLogMessage,
        Summary = "Writes a message into the observing log.",
        MayWrite = Permissions.WriteObservations,
        Filters =
        [
            Filter.AnyOf((LogMessage message) => message.ExecutedObsUnitId, "About these executions."),
            Filter.AnyOf((LogMessage message) => message.SiteName, "Written at these sites."),
            Filter.AnyOf((LogMessage message) => message.Author, "Written by these principals."),
            Filter.AnyOf((LogMessage message) => message.Category, "In these categories."),
            Filter.AnyOf((LogMessage message) => message.TimeLostType, "With time lost for these reasons."),
            Filter.AtLeast((LogMessage message) => message.BeginTime, "Beginning at this time or later."),
            Filter.Below((LogMessage message) => message.BeginTime, "Beginning before this time."),
            ParentId,
            IsValid,
        ],
        Example =
            """
            {"begin_time": "2023-03-28T03:10:00Z", "end_time": "2023-03-28T03:40:00Z", "text": "Dome closed for wind", "category": "weather",
             "time_lost_seconds": 1800, "time_lost_type": "weather", "tags": ["wind"]}
            """,
        Answer =
            """
            {"id": "01872611-8f20-7a31-9c55-7b1e6d0f4a22", "site_name": "observatory", "executed_obs_unit_id": null,
             "begin_time": "2023-03-28T03:10:00.000000Z", "end_time": "2023-03-28T03:40:00.000000Z", "text": "Dome closed for wind",
             "category": "weather", "time_lost_seconds": 1800, "time_lost_type": "weather", "tags": ["wind"], "author": "github:4711",
             "parent_id": null, "invalidated_at": null}
            """,
    };
}

/// <summary>Writes a message into the observing log.</summary>
public sealed record WriteLogMessage : ICreate<LogMessage>
{
    /// <summary>The beginning of what it is about; required.</summary>
    public DateTimeOffset? BeginTime { get; init; }

    /// <summary>The end of what it is about; not before the beginning.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Required.</summary>
    public string? Text { get; init; }

    public string? Category { get; init; }

    /// <summary>Seconds of observing time that were lost; with the reason.</summary>
    public double? TimeLostSeconds { get; init; }

    /// <summary>The reason, where time was lost.</summary>
    public TimeLostType? TimeLostType { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The execution that it is about.</summary>
    public Guid? ExecutedObsUnitId { get; init; }

    /// <summary>The id of the message, when the client makes it; sent again, it names the same message.</summary>
    public Guid? Id { get; init; }

    public LogMessage ToRecord(NewKey key, DateTimeOffset now) => new()
    {
        Id = key.Uuid,
        SiteName = "",
        ExecutedObsUnitId = ExecutedObsUnitId,
        BeginTime = BeginTime!.Value,
        EndTime = EndTime,
        Text = Text!,
        Category = Category,
        TimeLostSeconds = TimeLostSeconds,
        TimeLostType = TimeLostType,
        Tags = Tags,
        Author = "",
    };

    public LogMessage Sign(LogMessage record, string siteName, string principal) => record with { SiteName = siteName, Author = principal };
}

internal sealed class WriteLogMessageValidator : AbstractValidator<WriteLogMessage>
{
    public WriteLogMessageValidator()
    {
        RuleFor(request => request.BeginTime).NotNull().WithMessage("is required: the time at which it began.");
        RuleFor(request => request.Text).NotEmpty().WithMessage("is required: the message.");
        RuleFor(request => request.Text).Text();
        RuleFor(request => request.Category).Text(50);
        RuleFor(request => request.TimeLostSeconds).InclusiveBetween(0, double.MaxValue).WithMessage("must be a number of seconds, not negative.");
        RuleFor(request => request.Tags).Tags();
        RuleFor(request => request.Id).RecordId();
        RuleFor(request => request).Custom((request, context) =>
        {
            foreach (var (property, message) in LogMessageRules.Misfits(
                request.BeginTime, request.EndTime, request.TimeLostSeconds, request.TimeLostType))
            {
                context.AddFailure(WireJson.FieldName(property), message);
            }
        });
    }
}
