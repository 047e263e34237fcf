using System.IO.Pipelines;
using System.Text.Json;
using CcatOps.Application.Serialization;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace CcatOps.Api.Errors;

/// <summary>
/// Gives a body to the 400 of Kestrel for what is not HTTP, such as a path with <c>%00</c>. Such a request reaches no middleware; Kestrel
/// reports it as a diagnostic event before it answers.
/// </summary>
internal sealed class RejectedRequests : IObserver<KeyValuePair<string, object?>>
{
    private const string EventName = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    public static void AddTo(WebApplication app)
    {
        var subscription = app.Services.GetRequiredService<System.Diagnostics.DiagnosticListener>()
            .Subscribe(new RejectedRequests(), name => name == EventName);
        app.Lifetime.ApplicationStopped.Register(subscription.Dispose);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: EventName, Value: IFeatureCollection features }
            && features.Get<IBadRequestExceptionFeature>()?.Error is BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } rejection
            && features.Get<IHttpResponseFeature>() is { HasStarted: false } response
            && features.Get<IHttpResponseBodyFeature>() is { } body
            && features.Get<IConnectionTransportFeature>() is { Transport.Output: var output }
            && features.Get<IHttpRequestFeature>() is { Method: not "HEAD", Protocol: not ("HTTP/2" or "HTTP/3") })
        {
            // All of it is done when this returns, but for the last of the flush. Kestrel then finds that the answer has begun, and ends it.
            _ = WriteAsync(Describe(features, rejection), response, body, output);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private static Problem Describe(IFeatureCollection features, BadHttpRequestException rejection)
    {
        var type = ProblemTypes.BadRequest;
        return new()
        {
            Type = type.Uri,
            Title = type.Title,
            Status = type.Status,
            Detail = $"The request is not valid HTTP. {rejection.Message}",
            Instance = "/",
            TraceId = features.Get<IHttpRequestIdentifierFeature>()?.TraceIdentifier ?? "",
            Remedy = type.Remedy,
        };
    }

    /// <summary>Kestrel writes the head. It has no body to write to before a request is read, so the rest goes to the connection itself.</summary>
    private static async Task WriteAsync(Problem problem, IHttpResponseFeature response, IHttpResponseBodyFeature body, PipeWriter output)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(problem, WireJson.Options);
        response.StatusCode = problem.Status;
        response.Headers.ContentType = Problem.ContentType;
        response.Headers.ContentLength = json.Length;
        response.Headers.Connection = "close";
        response.Headers.CacheControl = "no-store";
        await body.StartAsync();
        await output.WriteAsync(json);
    }
}
