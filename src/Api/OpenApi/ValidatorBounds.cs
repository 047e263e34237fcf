using System.Globalization;
using System.Text.Json.Nodes;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Features.Sessions;
using CcatOps.Application.Features.Transactions;
using CcatOps.Application.Serialization;
using FluentValidation;
using FluentValidation.Validators;
using Microsoft.OpenApi;

namespace CcatOps.Api.OpenApi;

/// <summary>Describes the bounds of the fields of bodies, as their validators have them.</summary>
internal sealed class ValidatorBounds(IServiceProvider services)
{
    /// <summary>Fields that take a few words only, which a validator does not tell.</summary>
    private static readonly Dictionary<(Type, string), string[]> Words = new()
    {
        [(typeof(FinishObservation), "status")] = ["completed", "failed", "aborted"],
        [(typeof(DiscardTransaction), "followers")] = ["discard", "release"],
        [(typeof(DiscardTransactions), "followers")] = ["discard", "release"],
        [(typeof(IssueTokens), "grant_type")] = ["authorization_code", "refresh_token"],
    };

    public void Describe(Type body, IDictionary<string, IOpenApiSchema> fields)
    {
        foreach (var (name, schema) in fields)
        {
            if (Words.GetValueOrDefault((body, name)) is { } words && schema is OpenApiSchema own)
                own.Enum = [.. words.Select(word => (JsonNode)word)];
        }

        if (services.GetService(typeof(IValidator<>).MakeGenericType(body)) is not IValidator validator)
            return;
        foreach (var member in validator.CreateDescriptor().GetMembersWithValidators())
        {
            if (fields.TryGetValue(WireJson.FieldName(member.Key ?? ""), out var field) && field is OpenApiSchema schema)
                member.ToList().ForEach(rule => Describe(schema, rule.Validator));
        }
    }

    private static void Describe(OpenApiSchema schema, IPropertyValidator rule)
    {
        switch (rule)
        {
            case ILengthValidator { Max: > 0 } length:
                (schema.Items as OpenApiSchema ?? schema).MaxLength = length.Max;
                break;
            case INotEmptyValidator when schema.Type is { } type && type.HasFlag(JsonSchemaType.Array):
                schema.MinItems = 1;
                break;
            case INotEmptyValidator when schema.Type is { } type && type.HasFlag(JsonSchemaType.String):
                schema.MinLength = 1;
                break;
            // An angle is a number or text; only of the number are these the bounds, and a schema applies them to numbers alone.
            case IBetweenValidator between:
                schema.Minimum = Text(between.From);
                if (between.To is not double.MaxValue)
                    schema.Maximum = Text(between.To);
                break;
            case IComparisonValidator { Comparison: Comparison.GreaterThanOrEqual } comparison:
                schema.Minimum = Text(comparison.ValueToCompare);
                break;
            case IComparisonValidator { Comparison: Comparison.GreaterThan } comparison:
                schema.ExclusiveMinimum = Text(comparison.ValueToCompare);
                break;
        }
    }

    private static string? Text(object? bound) => Convert.ToString(bound, CultureInfo.InvariantCulture);
}
