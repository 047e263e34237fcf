using System.Net;
using System.Text.Json.Nodes;

namespace CcatOps.Faults.Load;

/// <summary>The answer to a request; without a status: no answer.</summary>
internal sealed record Answer(HttpStatusCode? Status, JsonObject? Json, string? Detail)
{
    public bool IsSuccess => Status is { } status && (int)status is >= 200 and < 300;

    /// <summary>The client does not know what has become of it, or was told to come back.</summary>
    public bool AsksForAnotherTry => Status is null || (int)Status >= 500;

    public Guid? Id => Read(Json?["id"]);

    public Guid? Transaction => Read(Json?["sync"]?["transaction_id"]);

    public string? SyncState => Json?["sync"]?["state"]?.GetValue<string>();

    public static Guid? Read(JsonNode? node) => node is null ? null : Guid.Parse(node.GetValue<string>());

    /// <summary>The last part of the problem's type; null: it is a success, or no problem document.</summary>
    public string? Problem
    {
        get
        {
            try
            {
                return IsSuccess || Status is null || Detail is null ? null : JsonNode.Parse(Detail)?["type"]?.GetValue<string>().Split('/')[^1];
            }
            catch (System.Text.Json.JsonException)
            {
                return null;
            }
        }
    }

    public override string ToString() => $"{(Status is { } status ? (int)status : "no answer")} {Detail ?? Json?.ToJsonString()}";
}
