using System.Text.Json.Nodes;
using CcatOps.Api.Answers;
using CcatOps.Api.Endpoints;
using CcatOps.Api.Requests;
using CcatOps.Application.Features.RawDataFiles;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CcatOps.Api.OpenApi;

/// <summary>Describes the headers that requests may have and answers have, and gives the examples of bodies.</summary>
internal sealed class WriteDescriptions : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (var header in metadata.OfType<ConditionalHeader>())
            AddHeader(operation, header.Name, header.About, null);
        if (metadata.OfType<IdempotencyKey>().Any())
        {
            AddHeader(
                operation, IdempotencyKey.Header,
                "Names this request: sent again with the same body it takes effect once, and gets the first answer.",
                IdempotencyKey.Longest);
            DescribeWriteAnswer(operation, metadata.OfType<ConditionalHeader>().Any());
        }
        else if (metadata.OfType<ConditionalHeader>().Any())
        {
            Describe(operation, StatusCodes.Status200OK, ("ETag", "Names this version of the record."));
        }

        if (metadata.OfType<BodyExample>().SingleOrDefault() is { } example
            && operation.RequestBody?.Content?.TryGetValue("application/json", out var body) == true)
        {
            body.Example = JsonNode.Parse(example.Json);
        }

        if (operation.RequestBody?.Content?.TryGetValue("application/json", out var items) == true
            && items.Schema is OpenApiSchema { Type: JsonSchemaType.Array } many)
        {
            many.MinItems = 1;
            many.MaxItems = RegisterRawDataFiles.MostFiles;
        }

        return Task.CompletedTask;
    }

    private static void DescribeWriteAnswer(OpenApiOperation operation, bool isUpdate)
    {
        var status = isUpdate ? StatusCodes.Status200OK : StatusCodes.Status201Created;
        Describe(
            operation, status,
            ("Link", "The transaction's status: </api/transactions/{id}>; rel=\"status\"."),
            (AnswerHeaders.Replayed, "true, where an earlier request has written this; absent otherwise."),
            (AnswerHeaders.Durability, "How the write is held: committed, or in the buffer fsynced, everysec or memory."));
        if (operation.OperationId != "register_raw_data_files")
            Describe(operation, status, ("ETag", "Names this version of the record."));
        if (!isUpdate && operation.OperationId != "register_raw_data_files")
            Describe(operation, status, ("Location", "Where the new record is."));
        Describe(operation, StatusCodes.Status307TemporaryRedirect, ("Location", "The same path at the main site's API."));
    }

    private static void AddHeader(OpenApiOperation operation, string name, string about, int? longest)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = about,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = longest },
            Example = longest is null ? "\"0f3a-91c2\"" : "chai-2023-03-28-000017",
        });
    }

    private static void Describe(OpenApiOperation operation, int status, params (string Name, string About)[] headers)
    {
        if (operation.Responses?.GetValueOrDefault($"{status}") is not OpenApiResponse response)
            return;
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        foreach (var (name, about) in headers)
        {
            response.Headers[name] = new OpenApiHeader
            {
                Description = about,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        }
    }
}
