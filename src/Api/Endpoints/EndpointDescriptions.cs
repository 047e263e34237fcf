using CcatOps.Api.Answers;
using CcatOps.Api.Errors;
using CcatOps.Api.Requests;

namespace CcatOps.Api.Endpoints;

/// <summary>Adds the description of an endpoint to the OpenAPI document.</summary>
internal static class EndpointDescriptions
{
    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder endpoint, params ProblemType[] types) =>
        endpoint.WithMetadata(new EndpointProblems(types));

    /// <summary>A read of records, which needs the buffer's overlay and the local database.</summary>
    public static RouteHandlerBuilder AsRead(this RouteHandlerBuilder endpoint) => endpoint.WithProblems(
        ProblemTypes.Validation, ProblemTypes.BufferUnavailable, ProblemTypes.LocalDatabaseUnavailable);

    /// <summary>A write, which may be repeated under an <c>Idempotency-Key</c>.</summary>
    public static RouteHandlerBuilder AsWrite(this RouteHandlerBuilder endpoint) => endpoint
        .AddEndpointFilter(IdempotencyKey.Filter)
        .WithMetadata(IdempotencyKey.Filter)
        .WithProblems(
            ProblemTypes.Validation, ProblemTypes.MalformedBody, ProblemTypes.Conflict, ProblemTypes.BodyTooLarge,
            ProblemTypes.UnsupportedMediaType, ProblemTypes.UnsupportedEncoding, ProblemTypes.UnknownReference, ProblemTypes.IdempotencyMismatch,
            ProblemTypes.WriteRefused, ProblemTypes.BufferFull, ProblemTypes.BufferUnavailable,
            ProblemTypes.MainDatabaseUnavailable, ProblemTypes.WriteUncertain);

    public static RouteHandlerBuilder ProducesPage<TRecord>(this RouteHandlerBuilder endpoint) =>
        endpoint.Produces<ListBody<TRecord>>();

    /// <summary>An example of the body, as JSON.</summary>
    public static RouteHandlerBuilder WithExample(this RouteHandlerBuilder endpoint, string json) =>
        endpoint.WithMetadata(new BodyExample(json));
}

internal sealed record EndpointProblems(IReadOnlyList<ProblemType> Types);

internal sealed record BodyExample(string Json);
