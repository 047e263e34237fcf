using System.Text.Json;
using CcatOps.Application.Serialization;

namespace CcatOps.Api.Answers;

/// <summary>A record as JSON, written once: for its tag and for the answer.</summary>
internal static class RecordJson
{
    public static byte[] Of<TRecord>(TRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, WireJson.Options);

    /// <summary>The object with one more member at its end. It must have one already.</summary>
    public static byte[] With<TValue>(byte[] json, ReadOnlySpan<byte> name, TValue value) =>
        [.. json.AsSpan(..^1), (byte)',', (byte)'"', .. name, (byte)'"', (byte)':', .. Of(value), (byte)'}'];

    public static async Task WriteAsync(HttpContext context, byte[] json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = json.Length;
        await context.Response.BodyWriter.WriteAsync(json, context.RequestAborted);
    }
}
