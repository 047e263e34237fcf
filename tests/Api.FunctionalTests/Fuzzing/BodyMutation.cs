using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CcatOps.Api.FunctionalTests.Fuzzing;

/// <summary>Turns a body that is right into one that is, most likely, not.</summary>
internal static class BodyMutation
{
    private static readonly byte[] NotUtf8 = [0xC3, 0x28, 0xA0, 0xA1, 0xE2, 0x28, 0xA1, 0xF0, 0x28, 0x8C, 0xBC, 0xED, 0xA0, 0x80, 0xFF, 0xFE, 0xC0, 0x80, 0x00];

    public static byte[] Of(JsonNode? body, Random random) => random.Next(10) switch
    {
        0 => Encoding.UTF8.GetBytes(random.Of(Hostile.Values)),
        1 => Torn(Bytes(body), random),
        2 => Spoilt(Bytes(body), random),
        3 => [0xEF, 0xBB, 0xBF, .. Bytes(body)],
        _ => Encoding.UTF8.GetBytes(OneNodeChanged(body, random)),
    };

    private static byte[] Bytes(JsonNode? body) => Encoding.UTF8.GetBytes(body?.ToJsonString() ?? "null");

    private static byte[] Torn(byte[] body, Random random) => random.Next(3) == 0
        ? [.. body, .. body]
        : body[..random.Next(body.Length)];

    private static byte[] Spoilt(byte[] body, Random random)
    {
        var at = random.Next(body.Length);
        byte[] bad = random.Next(2) == 0 ? [random.Of(NotUtf8)] : [(byte)random.Next(256)];
        return [.. body[..at], .. bad, .. body[(at + random.Next(2))..]];
    }

    private static string OneNodeChanged(JsonNode? body, Random random)
    {
        var count = 0;
        Write(body, new StringBuilder(), ref count, -1, random);
        var (text, target, next) = (new StringBuilder(), random.Next(count), 0);
        Write(body, text, ref next, target, random);
        return text.ToString();
    }

    /// <summary>Writes a node; the one with the number <paramref name="target"/> comes out otherwise.</summary>
    private static void Write(JsonNode? node, StringBuilder text, ref int next, int target, Random random)
    {
        var isTarget = next++ == target;
        switch (node)
        {
            case JsonObject branch when !isTarget || random.Next(2) == 0:
                WriteMembers(branch, text, ref next, target, isTarget ? random.Next(4) : -1, random);
                break;
            case JsonArray items when !isTarget:
                text.Append('[');
                for (var index = 0; index < items.Count; index++)
                {
                    text.Append(index > 0 ? "," : "");
                    Write(items[index], text, ref next, target, random);
                }

                text.Append(']');
                break;
            case var _ when isTarget:
                text.Append(random.Next(3) == 0 ? JsonSerializer.Serialize(Readable(random.Of(Hostile.Texts))) : random.Of(Hostile.Values));
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private static void WriteMembers(JsonObject branch, StringBuilder text, ref int next, int target, int change, Random random)
    {
        var members = branch.ToList();
        var chosen = members.Count == 0 ? -1 : random.Next(members.Count);
        var isFirst = true;
        text.Append('{');
        for (var index = 0; index < members.Count; index++)
        {
            if (change == 0 && index == chosen)
                continue;
            text.Append(isFirst ? "" : ",");
            isFirst = false;
            var name = change == 1 && index == chosen ? members[index].Key.ToUpperInvariant() : members[index].Key;
            text.Append(JsonSerializer.Serialize(name)).Append(':');
            Write(members[index].Value, text, ref next, target, random);
        }

        if (change is 2 or 3)
        {
            var name = change == 2 && chosen >= 0 ? members[chosen].Key : Readable(random.Of(Hostile.Texts));
            text.Append(isFirst ? "" : ",").Append(JsonSerializer.Serialize(name)).Append(':').Append(random.Of(Hostile.Values));
        }

        text.Append('}');
    }

    /// <summary>Without unpaired surrogates, which cannot be written as UTF-8; as escapes they are among the values.</summary>
    private static string Readable(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
