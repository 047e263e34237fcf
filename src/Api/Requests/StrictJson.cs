using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CcatOps.Application.Serialization;

namespace CcatOps.Api.Requests;

/// <summary>Reads the JSON of clients. Unknown members are refused, never ignored.</summary>
internal static class StrictJson
{
    public static void Configure(JsonSerializerOptions options, IHttpContextAccessor accessor)
    {
        // The first converter of a type is used.
        options.Converters.Add(new BodyTimeConverter(accessor));
        options.Converters.Add(new IntegerConverter<int>());
        options.Converters.Add(new IntegerConverter<long>());
        WireJson.Configure(options);
        options.Converters.Add(new ObjectConverter());
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(ForgetIgnored);
    }

    /// <summary>A property with <c>[JsonIgnore]</c> counts as known, and a field of its name would be ignored without a message.</summary>
    private static void ForgetIgnored(JsonTypeInfo type)
    {
        for (var index = type.Properties.Count - 1; index >= 0; index--)
        {
            if (type.Properties[index] is { Get: null, Set: null })
                type.Properties.RemoveAt(index);
        }
    }

    /// <summary>The framework's own converter of .NET 10 throws ArgumentException for a name given twice.</summary>
    private sealed class ObjectConverter : JsonConverter<JsonObject>
    {
        public override JsonObject? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return JsonSerializer.Deserialize<JsonObject>(ref reader, WireJson.Options);
            }
            catch (ArgumentException)
            {
                throw new JsonException("Expected no name twice in one object.");
            }
            catch (JsonException exception)
            {
                // Without a path of its own, so that it gets the whole one from the body's root.
                throw new JsonException(exception.Message, exception.InnerException);
            }
        }

        public override void Write(Utf8JsonWriter writer, JsonObject value, JsonSerializerOptions options) =>
            value.WriteTo(writer, options);
    }
}
