using System.Diagnostics;
using System.Text.Json.Serialization;
using CcatOps.Api.Requests;
using CcatOps.Application.Serialization;
using Microsoft.AspNetCore.Http.Features;

namespace CcatOps.Api.Errors;

/// <summary>Problem details as RFC 9457 has them, with a trace id and a remedy.</summary>
internal sealed record Problem
{
    public const string ContentType = "application/problem+json";

    /// <summary>Names the kind of problem; stable.</summary>
    public required string Type { get; init; }

    public required string Title { get; init; }
    public required int Status { get; init; }
    public required string Detail { get; init; }

    /// <summary>The path that was asked for.</summary>
    public required string Instance { get; init; }

    /// <summary>Finds the request in the service's log.</summary>
    public required string TraceId { get; init; }

    /// <summary>The remedy for the client.</summary>
    public required string Remedy { get; init; }

    /// <summary>Messages by the name of the field, as the client sent it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>How many more messages there are than <c>errors</c> has.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ErrorsOmitted { get; init; }

    public static Task WriteAsync(HttpContext context, Fault fault)
    {
        fault = context.RequestServices.GetRequiredService<IRefusals>().Note(context, fault);
        context.Response.StatusCode = fault.Type.Status;
        if (fault.Type.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Response.Headers.CacheControl = "no-store";
        var problem = new Problem
        {
            Type = fault.Type.Uri,
            Title = fault.Type.Title,
            Status = fault.Type.Status,
            Detail = fault.Type == ProblemTypes.BodyTooLarge && Limit(context) is { } limit ? $"{fault.Detail} The limit is {limit} bytes." : fault.Detail,
            Instance = PublicPath.At(context.Request, context.Request.Path),
            TraceId = TraceOf(context),
            Remedy = fault.Type.Remedy,
            Errors = fault.Errors,
            ErrorsOmitted = fault.ErrorsOmitted,
        };
        return context.Response.WriteAsJsonAsync(problem, WireJson.Options, ContentType, context.RequestAborted);
    }

    private static long? Limit(HttpContext context) => context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;

    public static string TraceOf(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
}
