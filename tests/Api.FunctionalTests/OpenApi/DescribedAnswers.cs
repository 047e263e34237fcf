using System.Text;
using System.Text.Json.Nodes;

namespace CcatOps.Api.FunctionalTests.OpenApi;

/// <summary>Fails the test whose request or answer contradicts the OpenAPI document. Every client of the functional tests goes through it.</summary>
internal sealed class DescribedAnswers(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static ApiDocument? document;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = request.Content is { Headers.ContentEncoding.Count: 0, Headers.ContentType.MediaType: "application/json" } content
            ? Encoding.UTF8.GetString(await content.ReadAsByteArrayAsync(cancellationToken))
            : null;
        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.Content.Headers.ContentEncoding.Count > 0)
            return answer;
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        if (await DocumentOfAsync(request.RequestUri!) is { } described)
            Check(described, request, sent, answer, await answer.Content.ReadAsStringAsync(cancellationToken));
        return answer;
    }

    /// <summary>The document is the same at every site, so the first one that is read serves for all.</summary>
    public static async Task<ApiDocument?> DocumentOfAsync(Uri service)
    {
        if (document is not null)
            return document;
        await Gate.WaitAsync();
        try
        {
            using var http = new HttpClient();
            return document ??= new(JsonNode.Parse(await http.GetStringAsync(new Uri(service, "/openapi/v1.json")))!.AsObject());
        }
        catch (HttpRequestException)
        {
            // It ended meanwhile, or is behind a path of its own; the next answer is checked.
            return null;
        }
        finally
        {
            Gate.Release();
        }
    }

    private static void Check(ApiDocument described, HttpRequestMessage request, string? sent, HttpResponseMessage answer, string body)
    {
        var (method, path) = (request.Method.Method, request.RequestUri!.AbsolutePath);
        if (described.FaultInAnswer(method, path, (int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, body) is { } fault)
            throw new AssertionException($"The answer to {method} {path} is not as the OpenAPI document says: {fault}\n{body}");
        if (answer.IsSuccessStatusCode && !string.IsNullOrWhiteSpace(sent) && described.FaultInBody(method, path, sent) is { } refusal)
            throw new AssertionException($"{method} {path} accepts what the OpenAPI document refuses: {refusal}\n{sent}");
    }
}
