using System.Text.Json.Nodes;
using CcatOps.Api.Errors;
using CcatOps.Application.Features.Buffer;
using CcatOps.Application.Features.Instruments;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Features.Packages;
using CcatOps.Application.Features.RawDataFiles;
using CcatOps.Application.Features.Sessions;
using CcatOps.Application.Features.Storage;
using CcatOps.Application.Features.Tokens;
using CcatOps.Application.Features.Transactions;
using CcatOps.Application.Features.Users;
using CcatOps.Application.Resources;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Replication;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CcatOps.Api.OpenApi;

/// <summary>Describes what our own converters write and read, which the generator cannot know.</summary>
internal sealed class WireSchemas : IOpenApiSchemaTransformer
{
    /// <summary>The fields that the validators demand. Bodies bind without them, so that all errors are reported at once.</summary>
    private static readonly Dictionary<Type, string[]> Required = new()
    {
        [typeof(StartObservation)] = ["obs_unit_id"],
        [typeof(FinishObservation)] = ["status"],
        [typeof(RegisterRawDataFile)] = ["executed_obs_unit_id", "name"],
        [typeof(CreateInstrument)] = ["name"],
        [typeof(CreateInstrumentModule)] = ["instrument_id", "name"],
        [typeof(LogConfiguration)] = ["parameters"],
        [typeof(CreateObservingProgram)] = ["name", "short_name"],
        [typeof(CreateSubObservingProgram)] = ["observing_program_id", "name", "short_name"],
        [typeof(WriteLogMessage)] = ["begin_time", "text"],
        [typeof(CreateObsUnit)] = ["name"],
        [typeof(CreateRawDataPackage)] = ["executed_obs_unit_id", "instrument_module_id"],
        [typeof(MovePackage)] = ["state"],
        [typeof(CreateDataLocation)] = ["site_id", "name", "location_type", "storage_type"],
        [typeof(ReportCapacity)] = ["free_bytes"],
        [typeof(CreateToken)] = ["name"],
        [typeof(PauseDrain)] = ["reason"],
        [typeof(DiscardTransaction)] = ["reason"],
        [typeof(DiscardTransactions)] = ["reason"],
        [typeof(EditTransaction)] = ["changes"],
        [typeof(IssueTokens)] = ["grant_type"],
        [typeof(LinkUser)] = ["github_id"],
    };

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var isNullable = type != context.JsonTypeInfo.Type;
        if (type == typeof(DateTimeOffset))
            Become(schema, JsonSchemaType.String, isNullable, "date-time", "2023-03-28T02:38:42.000000Z");
        else if (type == typeof(int) || type == typeof(long))
            Become(schema, JsonSchemaType.Integer, isNullable, type == typeof(int) ? "int32" : "int64");
        else if (type == typeof(Lsn))
        {
            Become(schema, JsonSchemaType.String, isNullable, format: null, "0/16B3748");
            schema.Pattern = "^[0-9A-F]{1,8}/[0-9A-F]{1,8}$";
        }
        else if (type == typeof(JsonObject))
        {
            schema.Type = JsonSchemaType.Object;
        }
        else if (context.JsonPropertyInfo is { Name: "ra" or "dec", CustomConverter: not null })
        {
            Become(schema, JsonSchemaType.Number | JsonSchemaType.String, isNullable: true, format: null);
        }
        else if (context.JsonPropertyInfo is { Name: "type" } property && property.DeclaringType == typeof(Problem))
        {
            schema.Enum = [.. ProblemTypes.All.Select(problem => (JsonNode)problem.Uri)];
        }

        if (context.JsonPropertyInfo is null && (type == typeof(ExecutedObsUnit) || type == typeof(RawDataFilesRegistered)
            || Catalogue.All.Any(resource => resource.Table.Record == type)))
            DescribeAdditions(schema);
        if (context.JsonPropertyInfo is null && Required.TryGetValue(type, out var required))
            schema.Required = required.ToHashSet();
        return Task.CompletedTask;
    }

    private static void Become(OpenApiSchema schema, JsonSchemaType type, bool isNullable, string? format, string? example = null)
    {
        schema.Type = isNullable ? type | JsonSchemaType.Null : type;
        schema.Format = format;
        if (example is not null)
            schema.Examples = [example];
    }

    /// <summary>Describes the members that an answer adds to a record.</summary>
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
