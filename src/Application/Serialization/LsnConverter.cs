using System.Text.Json;
using System.Text.Json.Serialization;
using CcatOps.Domain.Replication;

namespace CcatOps.Application.Serialization;

internal sealed class LsnConverter : JsonConverter<Lsn>
{
    public override Lsn Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Lsn.TryParse(reader.GetString(), null, out var lsn)
            ? lsn
            : throw new JsonException("Expected a log sequence number such as 0/16B3748.");

    public override void Write(Utf8JsonWriter writer, Lsn value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
