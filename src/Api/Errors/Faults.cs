using CcatOps.Api.Requests;
using CcatOps.Application.Errors;
using CcatOps.Application.Validation;
using FluentValidation;
using FluentValidation.Results;

namespace CcatOps.Api.Errors;

/// <summary>Says what each exception means to a client.</summary>
internal static class Faults
{
    private const int MostSentences = 5;

    public static Fault Of(Exception exception) => exception switch
    {
        ValidationException validation => Of(validation),
        BadHttpRequestException request => BodyFaults.Of(request),
        // The framework means a charset that it does not know, and has no exception of its own for it.
        InvalidOperationException { InnerException: not null } when exception.Message.Contains("charset", StringComparison.Ordinal) =>
            new(ProblemTypes.UnsupportedMediaType, "The body must be JSON in UTF-8, with Content-Type: application/json."),
        TooManyWaitsException => new(ProblemTypes.TooManyWaits, exception.Message),
        TooManyStreamsException => new(ProblemTypes.TooManyStreams, exception.Message),
        // The framework's decompression stream throws it.
        InvalidDataException => Fault.OfField(ProblemTypes.MalformedBody, "", "is not valid gzip."),
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

    /// <summary>Reports the first failures by field, and how many more there are.</summary>
    private static Fault Of(ValidationException exception)
    {
        var all = exception.Errors.Where(failure => failure is not OmittedFailures)
            .Select(failure => (Field: Fault.Clipped(FieldOf(failure), Fault.LongestField), Message: Fault.Clipped(failure.ErrorMessage, Fault.LongestMessage)))
            .Distinct().ToArray();
        var shown = all.Take(OmittedFailures.MostReported).ToArray();
        var omitted = all.Length - shown.Length + exception.Errors.OfType<OmittedFailures>().Sum(failure => failure.Count);
        var sentences = shown.Take(MostSentences).Select(failure => Fault.Sentence(failure.Field, failure.Message));
        return new(
            ProblemTypes.Validation,
            string.Join(' ', omitted == 0 ? sentences : sentences.Append($"There are {omitted} faults more than errors names.")),
            shown.GroupBy(failure => failure.Field, failure => failure.Message).ToDictionary(group => group.Key, group => group.ToArray()))
        {
            ErrorsOmitted = omitted == 0 ? null : omitted,
        };
    }

    private static string FieldOf(ValidationFailure fault) => fault.PropertyName.TrimStart('.');
}
