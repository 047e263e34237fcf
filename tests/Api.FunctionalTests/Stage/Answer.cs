using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace CcatOps.Api.FunctionalTests.Stage;

/// <summary>An answer of the service, whatever the status.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text, HttpResponseHeaders Headers, string? MediaType)
{
    public JsonObject Json => JsonNode.Parse(Text)!.AsObject();

    public string Transaction => Json["sync"]!["transaction_id"]!.GetValue<string>();

    public string SyncState => Json["sync"]!["state"]!.GetValue<string>();

    /// <summary>Whether the record waits for main, be it in a batch that is being tried.</summary>
    public bool IsWaiting => SyncState is "buffered" or "applying";

    /// <summary>The last part of the problem's type.</summary>
    public string Problem => Json["type"]!.GetValue<string>()["/problems/".Length..];

    /// <summary>The names of the fields that the problem is about.</summary>
    public IEnumerable<string> Fields => Json["errors"]!.AsObject().Select(error => error.Key);

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    public override string ToString() => $"{(int)Status} {Text}";
}
