using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace CcatOps.Application.Serialization;

/// <summary>
/// Writes JSON in the canonical form of RFC 8785, so that texts that denote the same value become equal. Numbers differ from the RFC in one
/// point: all their digits count, as in PostgreSQL's <c>jsonb</c>, and not only those that a double distinguishes.
/// </summary>
public static class CanonicalJson
{
    /// <param name="output">Receives UTF-8.</param>
    /// <param name="element">The value. Its strings must be well-formed Unicode.</param>
    /// <param name="except">Members of the outermost object to leave out.</param>
    public static void Write(IBufferWriter<byte> output, JsonElement element, params ReadOnlySpan<string> except)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteMembers(output, element, except);
                break;
            case JsonValueKind.Array:
                WriteItems(output, element);
                break;
            case JsonValueKind.Number:
                new JsonNumber(JsonMarshal.GetRawUtf8Value(element)).WriteCanonical(output);
                break;
            case JsonValueKind.String when JsonMarshal.GetRawUtf8Value(element).Contains((byte)'\\'):
                WriteString(output, element.GetString()!);
                break;
            default:
                output.Write(JsonMarshal.GetRawUtf8Value(element));
                break;
        }
    }

    private static void WriteItems(IBufferWriter<byte> output, JsonElement array)
    {
        output.Write("["u8);
        var isFirst = true;
        foreach (var item in array.EnumerateArray())
        {
            if (!isFirst)
                output.Write(","u8);
            isFirst = false;
            Write(output, item);
        }

        output.Write("]"u8);
    }

    private static void WriteMembers(IBufferWriter<byte> output, JsonElement element, ReadOnlySpan<string> except)
    {
        var count = element.GetPropertyCount();
        var rented = ArrayPool<JsonProperty>.Shared.Rent(count);
        var members = rented.AsSpan(0, count);
        var index = 0;
        foreach (var member in element.EnumerateObject())
            members[index++] = member;
        members.Sort(static (one, other) => CompareNames(one, other));

        output.Write("{"u8);
        var isFirst = true;
        foreach (var member in members)
        {
            if (IsAnyOf(member, except))
                continue;
            if (!isFirst)
                output.Write(","u8);
            isFirst = false;
            WriteName(output, member);
            output.Write(":"u8);
            Write(output, member.Value);
        }

        output.Write("}"u8);
        ArrayPool<JsonProperty>.Shared.Return(rented, clearArray: true);
    }

    private static bool IsAnyOf(JsonProperty member, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (member.NameEquals(name))
                return true;
        }

        return false;
    }

    /// <summary>RFC 8785 orders names by their UTF-16 code units. Plain ASCII has the same order as bytes.</summary>
    private static int CompareNames(JsonProperty one, JsonProperty other)
    {
        var left = JsonMarshal.GetRawUtf8PropertyName(one);
        var right = JsonMarshal.GetRawUtf8PropertyName(other);
        return IsPlain(left) && IsPlain(right) ? left.SequenceCompareTo(right) : string.CompareOrdinal(one.Name, other.Name);
    }

    private static void WriteName(IBufferWriter<byte> output, JsonProperty member)
    {
        if (JsonMarshal.GetRawUtf8PropertyName(member) is var raw && raw.Contains((byte)'\\'))
        {
            WriteString(output, member.Name);
            return;
        }

        output.Write("\""u8);
        output.Write(raw);
        output.Write("\""u8);
    }

    private static bool IsPlain(ReadOnlySpan<byte> name) => Ascii.IsValid(name) && !name.Contains((byte)'\\');

    private static void WriteString(IBufferWriter<byte> output, string text)
    {
        var escaped = new StringBuilder(text.Length + 8).Append('"');
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\b' => escaped.Append("\\b"),
                '\f' => escaped.Append("\\f"),
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                < ' ' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => escaped.Append(letter),
            };
        }

        output.Write(Encoding.UTF8.GetBytes(escaped.Append('"').ToString()));
    }
}
