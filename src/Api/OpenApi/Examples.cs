using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CcatOps.Api.OpenApi;

/// <summary>Gives the examples of answers and of ids in paths. A test holds them against the schemas.</summary>
internal sealed class Examples : IOpenApiOperationTransformer
{
    private const string Id = "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11";

    private const string SessionId = "rQ3vYt0m8hLk2c7WqX9aZg";

    private const string File =
        """
        {"id": "01872611-8f20-7a31-9c55-7b1e6d0f4a22", "executed_obs_unit_id": "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11",
         "name": "obs_000017.fits", "relative_path": "2023-03-28/obs_000017.fits", "size_bytes": 8589934592,
         "checksum": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "instrument_module": "MOD0",
         "sync": {"state": "buffered", "transaction_id": "01872611-8f20-7a31-9c55-7b1e6d0f4a23", "lsn": null}}
        """;

    private const string Unit =
        """
        {"id": 1, "name": "Orion B, field 3", "target": "Orion B", "ra": 85.429167, "dec": -1.912222, "duration_seconds": 1800,
         "configuration": {"mode": "otf"},
         "sync": {"state": "replicated", "transaction_id": "01872600-0000-7000-8000-000000000001", "lsn": null}}
        """;

    private const string Instrument =
        """
        {"id": 3, "name": "EoR-Spec", "available": false,
         "sync": {"state": "replicated", "transaction_id": "01872600-0000-7000-8000-000000000001", "lsn": null}}
        """;

    private const string Transaction =
        """
        {"id": "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b12", "state": "buffered", "operation": "start_observation", "site_name": "observatory",
         "principal": "chai-pipeline", "entities": ["executed_obs_unit:01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11"], "sequence": 17,
         "accepted_at": "2023-03-28T02:38:42.000000Z", "times": {"buffered": "2023-03-28T02:38:42.000000Z"}, "attempts": 0,
         "total_attempts": 0, "history": [], "last_error": null, "error": null, "changes": null, "change_count": 1, "edits": [], "lsn": null,
         "reason": null, "waits_for": "the main database, which cannot be reached"}
        """;

    private const string Buffer =
        """
        {"depth": 2, "capacity": 100000, "waiting_bytes": 1630, "capacity_bytes": 134217728, "full_in_seconds": null, "oldest_age_seconds": 4.2,
         "drain": {"state": "running", "reason": null, "last_error": null, "pause": null}, "unconfirmed": 1, "failed": 0, "parked": 0,
         "rates": {"accepted_per_second": 0.1, "applied_per_second": 0.1}, "durability": "fsynced", "totals": {"buffered": 17}, "notes": []}
        """;

    private const string Status =
        """
        {"at": "2023-03-28T12:07:00.000000Z", "site": {"name": "observatory", "type": "secondary"},
         "verdict": "37 writes wait for Cologne, the oldest 4 min; link down since 12:03; nothing lost.", "severity": "waiting",
         "facts": [{"code": "link_down", "severity": "waiting", "text": "Link down since 12:03.", "since": "2023-03-28T12:03:00.000000Z"}],
         "lanes": {"buffered": {"count": 37, "oldest_at": "2023-03-28T12:03:00.000000Z"}, "applying": {"count": 0, "oldest_at": null},
                   "committed": {"count": 0, "oldest_at": null}, "replicated": {"count": 1159}, "failed": {"count": 0, "oldest_at": null},
                   "parked": {"count": 0, "oldest_at": null}},
         "paused": null,
         "durability": {"level": "fsynced", "demanded": "required", "has_journal": true, "is_alone": false, "faults": [], "weaknesses": [], "notes": []},
         "processes": [{"name": "control:4711", "started_at": "2023-03-27T20:00:00.000000Z", "heartbeat_at": "2023-03-28T12:06:58.000000Z",
                        "epoch": 41, "drains": true}],
         "clocks": [{"name": "redis", "offset_seconds": 0.01}],
         "disks": [{"name": "journal", "path": "/srv/journal", "free_bytes": 800000000000, "total_bytes": 1000000000000, "full_in_days": 212}]}
        """;

    private static readonly Dictionary<string, string> Answers = new()
    {
        ["start_observation"] = Execution("running", "null"),
        ["finish_observation"] = Execution("completed", "\"2023-03-28T02:43:42.000000Z\""),
        ["get_observation"] = Execution("completed", "\"2023-03-28T02:43:42.000000Z\""),
        ["list_observations"] = Page(Execution("running", "null")),
        ["register_raw_data_file"] = File,
        ["register_raw_data_files"] =
            """
            {"count": 1, "ids": ["01872611-8f20-7a31-9c55-7b1e6d0f4a22"],
             "sync": {"state": "buffered", "transaction_id": "01872611-8f20-7a31-9c55-7b1e6d0f4a23", "lsn": null}}
            """,
        ["get_raw_data_file"] = File,
        ["list_raw_data_files"] = Page(File),
        ["create_instrument"] = Instrument,
        ["get_instrument"] = Instrument,
        ["list_instruments"] = Page(Instrument),
        ["create_obs_unit"] = Unit,
        ["get_obs_unit"] = Unit,
        ["list_obs_units"] = Page(Unit),
        ["get_transaction"] = Transaction,
        ["list_transactions"] = Page(Transaction),
        ["get_status"] = Status,
        ["get_history"] =
            """
            {"from": "2023-03-28T12:00:00.000000Z", "to": "2023-03-28T12:10:00.000000Z", "step_seconds": 300, "at": [1680004800, 1680005100],
             "accepted": [9.2, 8.8], "applied": [9.2, 0], "depth": [2, 37], "oldest_age_seconds": [1.2, 240], "replica_lag_seconds": [0.4, null]}
            """,
        ["list_settings"] =
            """
            {"items": [{"name": "SITE_NAME", "value": "observatory", "origin": "environment", "source": "environment variable"},
                       {"name": "SECRET_KEY", "value": "***", "origin": "file", "source": "file /etc/ccatops/secret_key (SECRET_KEY_FILE)"}]}
            """,
        ["get_buffer"] = Buffer,
        ["pause_drain"] = Buffer,
        ["resume_drain"] = Buffer,
        ["get_liveness"] = """{"status": "alive"}""",
        ["get_readiness"] = """{"status": "ready"}""",
    };

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var id in operation.Parameters?.OfType<OpenApiParameter>().Where(parameter => parameter.In == ParameterLocation.Path) ?? [])
        {
            id.Example = (id.Name, id.Schema) switch
            {
                ("slug", _) => "validation",
                ("role", _) => "viewer",
                (_, { Format: "uuid" }) => Id,
                (_, { Type: JsonSchemaType.Integer }) => 1,
                _ => SessionId,
            };
            id.Description ??= id.Name switch
            {
                "slug" => "The last part of the type.",
                "role" => "The name of the role.",
                _ => "Its id.",
            };
        }

        if (Answers.GetValueOrDefault(operation.OperationId ?? "") is { } json
            && (operation.Responses?.GetValueOrDefault("201") ?? operation.Responses?.GetValueOrDefault("200")) is { Content: { } content }
            && content.TryGetValue("application/json", out var answer))
        {
            answer.Example = JsonNode.Parse(json);
        }

        return Task.CompletedTask;
    }

    private static string Execution(string status, string endTime) =>
        $$$"""
        {"id": "{{{Id}}}", "obs_unit_id": 1, "status": "{{{status}}}", "start_time": "2023-03-28T02:38:42.000000Z", "end_time": {{{endTime}}},
         "instrument_module": "MOD0", "conditions": {"pwv_mm": 0.42}, "comment": "first light", "raw_data_file_count": 1,
         "raw_data_files": [{{{File}}}],
         "sync": {"state": "buffered", "transaction_id": "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b12", "lsn": null}}
        """;

    private static string Page(string item) => $$"""{"items": [{{item}}], "next": null}""";
}
