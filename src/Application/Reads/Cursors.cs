using System.Buffers.Text;
using System.Text.Json;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using FluentValidation;

namespace CcatOps.Application.Reads;

/// <summary>Places in lists as opaque text.</summary>
public static class Cursors
{
    public static string Encode<TPosition>(TPosition position) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(position, WireJson.Options));

    /// <exception cref="ValidationException">The cursor is none that this service made for such a list.</exception>
    public static TPosition Decode<TPosition>(string cursor)
    {
        try
        {
            if (JsonSerializer.Deserialize<TPosition>(Base64Url.DecodeFromChars(cursor), WireJson.Options) is { } position && Encode(position) == cursor)
                return position;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            // Told below, as what is read but lacks a field is.
        }

        throw Foreign();
    }

    internal static ValidationException Foreign() =>
        Rules.Fault("cursor", "is not a cursor of this list; take it from 'next' of the page before.");
}
