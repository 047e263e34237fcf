using System.Text.Json.Nodes;
using CcatOps.Application.Features.Buffer;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Features.ObsUnits;
using CcatOps.Application.Features.RawDataFiles;
using CcatOps.Application.Features.Sessions;
using CcatOps.Application.Features.Tokens;
using CcatOps.Application.Features.Transactions;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Replication;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CcatOps.Api.OpenApi;

/// <summary>Describes what our own converters write and read, which the generator cannot know.</summary>
internal sealed class WireSchemas : IOpenApiSchemaTransformer
{
    /// <summary>What the validators demand; bodies bind without it, so that all faults are told at once.</summary>
    private static readonly Dictionary<Type, string[]> Required = new()
    {
        [typeof(StartObservation)] = ["obs_unit_id"],
        [typeof(FinishObservation)] = ["status"],
        [typeof(RegisterRawDataFile)] = ["executed_obs_unit_id", "name"],
        [typeof(CreateObsUnit)] = ["name"],
        [typeof(CreateToken)] = ["name"],
        [typeof(PauseDrain)] = ["reason"],
        [typeof(DiscardTransaction)] = ["reason"],
        [typeof(DiscardTransactions)] = ["reason"],
        [typeof(EditTransaction)] = ["changes", "reason"],
        [typeof(IssueTokens)] = ["grant_type"],
    };

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var isNullable = type != context.JsonTypeInfo.Type;
        if (type == typeof(DateTimeOffset))
            Become(schema, JsonSchemaType.String, isNullable, "date-time", "2023-03-28T02:38:42Z");
        else if (type == typeof(Lsn))
            Become(schema, JsonSchemaType.String, isNullable, "pg-lsn", "0/16B3748");
        else if (type == typeof(JsonObject))
            schema.Type = JsonSchemaType.Object | JsonSchemaType.Null;
        else if (context.JsonPropertyInfo is { Name: "ra" or "dec", CustomConverter: not null })
            schema.Type = JsonSchemaType.Number | JsonSchemaType.String | JsonSchemaType.Null;

        if (context.JsonPropertyInfo is null && (type == typeof(ExecutedObsUnit) || type == typeof(RawDataFile) || type == typeof(ObsUnit)))
            DescribeAdditions(schema);
        if (context.JsonPropertyInfo is null && Required.TryGetValue(type, out var required))
            schema.Required = required.ToHashSet();
        return Task.CompletedTask;
    }

    private static void Become(OpenApiSchema schema, JsonSchemaType type, bool isNullable, string format, string example)
    {
        schema.Type = isNullable ? type | JsonSchemaType.Null : type;
        schema.Format = format;
        schema.Examples = [example];
    }

    /// <summary>What an answer adds to a record.</summary>
    private static void DescribeAdditions(OpenApiSchema schema)
    {
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        schema.Properties.TryAdd("warnings", new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Items = new OpenApiSchema { Type = JsonSchemaType.String },
            Description = "Only in the answer to a write, and only when there is something to say.",
        });
        schema.Properties.TryAdd("consistency", new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Const = "replica",
            Description = "Only in the answer to a read with ?consistency=replica.",
        });
    }
}
