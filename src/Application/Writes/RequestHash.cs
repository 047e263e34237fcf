using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CcatOps.Application.Serialization;

namespace CcatOps.Application.Writes;

/// <summary>Hashes a request, so that a repetition is recognised however a client spells its JSON. See docs/adr/0016.</summary>
internal static class RequestHash
{
    /// <summary>The first converter of a type is used.</summary>
    private static readonly JsonSerializerOptions Spelled = new(WireJson.Options);
    private static readonly JsonSerializerOptions Canonical;

    static RequestHash()
    {
        Spelled.Converters.Insert(0, new ShortTimeConverter());
        Canonical = new(Spelled) { Converters = { new CanonicalObjectConverter() } };
    }

    /// <summary>
    /// SHA-256 of the operation and the request, in hexadecimal. A request record is written in one form only; the JSON objects in it are brought
    /// into one. A request without JSON objects has the same hash as with <see cref="OfSpelling"/>.
    /// </summary>
    public static string Of(string operation, object request) => Compute(operation, request, Canonical);

    /// <summary>The hash that versions before the canonical form stored, in which JSON objects count as the client spelled them.</summary>
    public static string OfSpelling(string operation, object request) => Compute(operation, request, Spelled);

    private static string Compute(string operation, object request, JsonSerializerOptions options)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(request, request.GetType(), options);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(operation));
        hash.AppendData(json);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Writes a time without trailing zeros in its fraction, as hashes of earlier versions have it.</summary>
    private sealed class ShortTimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A request is hashed, not read back.");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));
    }

    private sealed class CanonicalObjectConverter : JsonConverter<JsonObject>
    {
        public override JsonObject? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A request is hashed, not read back.");

        public override void Write(Utf8JsonWriter writer, JsonObject value, JsonSerializerOptions options)
        {
            using var document = JsonSerializer.SerializeToDocument(value, WireJson.Options);
            var canonical = new ArrayBufferWriter<byte>(1_024);
            CanonicalJson.Write(canonical, document.RootElement);
            writer.WriteRawValue(canonical.WrittenSpan, skipInputValidation: true);
        }
    }
}
