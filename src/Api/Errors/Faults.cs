using CcatOps.Application.Errors;
using FluentValidation;
using FluentValidation.Results;

namespace CcatOps.Api.Errors;

/// <summary>Says what each exception means to a client.</summary>
internal static class Faults
{
    public static Fault Of(Exception exception) => exception switch
    {
        ValidationException validation => Of(validation),
        BadHttpRequestException request => BodyFaults.Of(request),
        // The framework means a charset that it does not know, and has no exception of its own for it.
        InvalidOperationException { InnerException: not null } when exception.Message.Contains("charset", StringComparison.Ordinal) =>
            new(ProblemTypes.UnsupportedMediaType, "The body must be JSON in UTF-8, with Content-Type: application/json."),
        ForbiddenException => new(ProblemTypes.Forbidden, exception.Message),
        NotFoundException => new(ProblemTypes.NotFound, exception.Message),
        UnknownReferenceException reference => new(
            ProblemTypes.UnknownReference,
            reference.Message,
            new Dictionary<string, string[]> { [reference.Field] = [reference.Message] }),
        ConflictException => new(ProblemTypes.Conflict, exception.Message),
        PreconditionFailedException => new(ProblemTypes.PreconditionFailed, exception.Message),
        IdempotencyMismatchException => new(ProblemTypes.IdempotencyMismatch, exception.Message),
        WriteRefusedException => new(ProblemTypes.WriteRefused, exception.Message),
        BufferFullException => new(ProblemTypes.BufferFull, exception.Message),
        BufferUnavailableException => new(ProblemTypes.BufferUnavailable, exception.Message),
        LocalDatabaseUnavailableException => new(ProblemTypes.LocalDatabaseUnavailable, exception.Message),
        SessionsUnavailableException => new(ProblemTypes.SessionsUnavailable, exception.Message),
        InvalidGrantException => new(ProblemTypes.InvalidGrant, exception.Message),
        LoginRefusedException => new(ProblemTypes.LoginRefused, exception.Message),
        MainDatabaseUnavailableException => new(ProblemTypes.MainDatabaseUnavailable, exception.Message),
        WriteUncertainException => new(ProblemTypes.WriteUncertain, exception.Message),
        _ => new(ProblemTypes.Internal, "Something went wrong that is not the request's fault."),
    };

    private static Fault Of(ValidationException exception)
    {
        var errors = exception.Errors
            .GroupBy(FieldOf)
            .ToDictionary(group => group.Key, group => group.Select(fault => fault.ErrorMessage).Distinct().ToArray());
        var detail = string.Join(' ', errors.SelectMany(pair => pair.Value.Select(message => Fault.Sentence(pair.Key, message))).Take(5));
        return new(ProblemTypes.Validation, detail, errors);
    }

    private static string FieldOf(ValidationFailure fault) => fault.PropertyName.TrimStart('.');
}
