using System.Text.Json;
using System.Text.Json.Serialization;
using CcatOps.Application.Serialization;

namespace CcatOps.Api.Requests;

/// <summary>Reads times in bodies, and warns of a leap second: neither PostgreSQL nor .NET can hold one.</summary>
internal sealed class BodyTimeConverter(IHttpContextAccessor accessor) : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var time = UtcTime.Read(ref reader);
        if (time is { Day: 1, Hour: 0, Minute: 0, Second: 0 } && accessor.HttpContext is { } context
            && reader.GetString() is { } text && UtcTime.TryParse(text, out _, out var isLeapSecond) && isLeapSecond)
        {
            RequestWarnings.Add(context, $"{text} is a leap second. It is stored as the next second, {JsonSerializer.Serialize(time, WireJson.Options).Trim('"')}.");
        }

        return time;
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, WireJson.Options);
}
