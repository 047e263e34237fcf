using System.Text;
using System.Text.Json.Nodes;

namespace CcatOps.Api.FunctionalTests.Fuzzing;

/// <summary>One request as bytes.</summary>
/// <param name="Bytes">All of it, as it goes over the wire.</param>
/// <param name="IsHttp">Whether HTTP allows it; else the server may refuse it before any of our code sees it.</param>
/// <param name="WrongQuery">The parameter that was given another value, where nothing else was changed.</param>
internal sealed record FuzzRequest(byte[] Bytes, bool IsHttp, string? WrongQuery)
{
    private const int Shown = 1_500;

    public override string ToString()
    {
        var text = string.Concat(Encoding.Latin1.GetString(Bytes).Select(letter => letter is '\n' or (>= ' ' and <= '~') ? letter.ToString()
            : letter == '\r' ? "" : $"\\x{(int)letter:x2}"));
        return text.Length <= Shown ? text : $"{text[..Shown]}… ({Bytes.Length} bytes)";
    }

}

internal static class RandomChoice
{
    public static T Of<T>(this Random random, IReadOnlyList<T> list) => list[random.Next(list.Count)];
}

/// <summary>Makes requests that depend on nothing but the seed, the route, their number, and the ids that are known to the service.</summary>
internal sealed class FuzzRequests(int seed, string host, IReadOnlyList<string> credentials, IReadOnlyDictionary<string, string[]> knownIds)
{
    /// <summary>The share of bodies beyond the limit of every path; they are rare because they take long.</summary>
    private const int HugeBytes = 17 * 1024 * 1024;

    private const int OneInHuge = 1_000;

    /// <summary>Beyond this the server may refuse a request before it looks at it.</summary>
    private const int LongestHead = 64 * 1024;

    private static readonly HashSet<string> OfTheFraming = ["Expect", "TE"];

    public FuzzRequest Make(FuzzRoute route, int routeNumber, int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + (routeNumber * 100_003) + number));
        var draft = new Draft(route, random, knownIds);
        var kinds = new List<Action> { draft.SpoilHeader, draft.SpoilQuery };
        if (route.PathParameters.Count > 0)
            kinds.Add(draft.SpoilPath);
        if (route.Body is not null)
            kinds.AddRange([draft.SpoilBody, draft.SpoilBody, draft.SpoilBody, draft.SpoilBody, draft.SpoilContentType]);
        var changes = random.Next(8) switch { 0 => 0, < 6 => 1, _ => 2 };
        for (var change = 0; change < changes; change++)
            random.Of(kinds)();
        if (route.Body is not null && random.Next(OneInHuge) == 0)
            draft.MakeHuge();
        return draft.ToRequest(host, credentials, changes == 1);
    }

    private sealed class Draft(FuzzRoute route, Random random, IReadOnlyDictionary<string, string[]> knownIds)
    {
        private readonly Dictionary<string, string> path = route.PathParameters.ToDictionary(name => name, name => random.Of(knownIds.GetValueOrDefault(name) ?? IdsFor(route, knownIds)));
        private readonly List<(string Name, string Value)> query = [];
        private readonly List<(string Name, string Value)> headers = [];
        private byte[]? body = route.Body is null ? null : Encoding.UTF8.GetBytes(RightBody(route, random, knownIds)?.ToJsonString() ?? "null");
        private string? contentType = route.Body is null ? null : "application/json";
        private string? wrongQuery;

        public void SpoilPath()
        {
            var name = random.Of(route.PathParameters);
            path[name] = random.Of(Hostile.Texts);
        }

        public void SpoilQuery()
        {
            var name = route.Query.Count == 0 || random.Next(4) == 0 ? random.Of(Hostile.Texts) : random.Of(route.Query).Name;
            if (name == "wait")
            {
                query.Add((name, random.Of(["-1", "0", "0.01", "1e999", "NaN", "301", "a", ""])));
            }
            else
            {
                for (var times = random.Next(5) == 0 ? 2 : 1; times > 0; times--)
                    query.Add((name, random.Of(Hostile.Texts)));
            }

            wrongQuery = route.Query.Any(parameter => parameter.Name == name) ? name : null;
        }

        public void SpoilHeader()
        {
            var name = route.Headers.Count > 0 && random.Next(2) == 0 ? random.Of(route.Headers) : random.Of(Hostile.OtherHeaders);
            headers.Add((name, random.Of(Hostile.Texts)));
        }

        public void SpoilBody() => body = BodyMutation.Of(RightBody(route, random, knownIds), random);

        public void SpoilContentType() => contentType = random.Of(Hostile.ContentTypes);

        public void MakeHuge() => body = Encoding.UTF8.GetBytes($"[{new string(' ', HugeBytes)}]");

        public FuzzRequest ToRequest(string host, IReadOnlyList<string> credentials, bool onlyOne)
        {
            var target = route.Path;
            foreach (var (name, value) in path)
                target = target.Replace($"{{{name}}}", Escaped(value), StringComparison.Ordinal);
            if (query.Count > 0)
                target += "?" + string.Join('&', query.Select(pair => $"{Escaped(pair.Name)}={Escaped(pair.Value)}"));
            var text = new StringBuilder().Append(route.Method).Append(' ').Append(target).Append(" HTTP/1.1\r\nHost: ").Append(host).Append("\r\n");
            foreach (var line in credentials)
                text.Append(line).Append("\r\n");
            var isHttp = true;
            foreach (var (name, value) in headers)
            {
                var sent = value.Replace("\r\n", " ", StringComparison.Ordinal);
                isHttp &= !sent.AsSpan().ContainsAny('\0', '\r', '\n') && !OfTheFraming.Contains(name);
                text.Append(name).Append(": ").Append(sent).Append("\r\n");
            }

            if (contentType is not null)
                text.Append("Content-Type: ").Append(contentType).Append("\r\n");
            if (body is not null)
                text.Append("Content-Length: ").Append(body.Length).Append("\r\n");
            var head = Encoding.UTF8.GetBytes(text.Append("\r\n").ToString());
            return new([.. head, .. body ?? []], isHttp && head.Length <= LongestHead && !target.Contains("%00", StringComparison.Ordinal), onlyOne ? wrongQuery : null);
        }

        /// <summary>The text to send may be an escape already.</summary>
        private string Escaped(string value) => value.Contains('%', StringComparison.Ordinal) && random.Next(2) == 0
            ? value.Replace(" ", "%20", StringComparison.Ordinal)
            : Uri.EscapeDataString(value);

        private static JsonNode? RightBody(FuzzRoute route, Random random, IReadOnlyDictionary<string, string[]> knownIds)
        {
            var sample = route.Example is not null && random.Next(2) == 0 ? route.Example.DeepClone() : OpenApiSchemas.Sample(route.Body, random);
            Name(sample, random, knownIds);
            return sample;
        }

        /// <summary>Lets a body name what there is.</summary>
        private static void Name(JsonNode? node, Random random, IReadOnlyDictionary<string, string[]> knownIds)
        {
            if (node is JsonArray items)
            {
                foreach (var item in items)
                    Name(item, random, knownIds);
            }

            if (node is not JsonObject branch)
                return;
            foreach (var (name, value) in branch.ToList())
            {
                if (name == "id")
                    branch[name] = OpenApiSchemas.Uuid(random).ToString();
                else if (knownIds.TryGetValue(name, out var ids) && value is JsonValue)
                    branch[name] = int.TryParse(random.Of(ids), out var number) ? number : random.Of(ids);
                else
                    Name(value, random, knownIds);
            }
        }

        private static string[] IdsFor(FuzzRoute route, IReadOnlyDictionary<string, string[]> knownIds) => knownIds
            .Where(pair => route.Path.StartsWith(pair.Key, StringComparison.Ordinal))
            .Select(pair => pair.Value)
            .FirstOrDefault(["validation", "1", "01872600-0000-7000-8000-000000000001"]);
    }
}
