using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Stage;

/// <summary>Requests whose answer a test looks at itself.</summary>
internal static class Requests
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task<Answer> SendAsync(
        this Site site, HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers) =>
        site.Client.SendAsync(method, path, body is null ? null : JsonContent.Create(body), headers);

    /// <summary>Sends a body as it stands.</summary>
    public static Task<Answer> SendTextAsync(this Site site, HttpMethod method, string path, string body) =>
        site.Client.SendAsync(method, path, new StringContent(body, Encoding.UTF8, "application/json"));

    public static async Task<Answer> SendAsync(
        this HttpClient client, HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request);
        return new(
            response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers.ContentType?.MediaType);
    }

    public static Task<Answer> AskAsync(this Site site, string path, params (string Name, string Value)[] headers) =>
        site.SendAsync(HttpMethod.Get, path, null, headers);

    public static Task<Answer> StartAsync(this Site site, int obsUnit = 1, Guid? id = null) =>
        site.SendAsync(HttpMethod.Post, "/executed_obs_units/start", new { obs_unit_id = obsUnit, id = id ?? Guid.CreateVersion7() });

    public static Task<Answer> FinishAsync(this Site site, Guid id) =>
        site.SendAsync(HttpMethod.Put, $"/executed_obs_units/{id}/finish", new { status = "completed" });

    public static Task<Answer> RegisterFileAsync(this Site site, Guid execution, string name = "a.fits") =>
        site.SendAsync(HttpMethod.Post, "/raw_data_files/", new { executed_obs_unit_id = execution, name });

    /// <summary>Starts an execution that must be accepted, and gives its id.</summary>
    public static async Task<Guid> StartedAsync(this Site site, int obsUnit = 1)
    {
        var id = Guid.CreateVersion7();
        var answer = await site.StartAsync(obsUnit, id);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created), $"{answer}\n{site.Process.Output}");
        return id;
    }

    public static Task<JsonObject> TransactionAsync(this Site site, string id, string query = "") =>
        site.GetAsync($"/api/transactions/{id}{query}");

    /// <summary>Waits until the answer to a read is as it should be.</summary>
    public static Task<JsonObject> UntilAsync(
        this Site site, string path, Func<JsonObject, bool> condition, string because, double withinSeconds = 15) =>
        Eventually.AssertAsync(
            async () => (await site.AskAsync(path)).Json, condition, TimeSpan.FromSeconds(withinSeconds), because);

    public static Task<JsonObject> UntilDrainIsAsync(this Site site, string state, double withinSeconds = 15) => site.UntilAsync(
        "/api/buffer", buffer => buffer.Text("drain", "state") == state, $"the drain should be {state}", withinSeconds);

    /// <summary>A value in a JSON object as text; null when it is not there.</summary>
    public static string? Text(this JsonNode? json, params string[] path)
    {
        var node = json;
        foreach (var name in path)
            node = node?[name];
        return node is JsonValue value ? value.ToString() : node?.ToJsonString(Readable);
    }
}
