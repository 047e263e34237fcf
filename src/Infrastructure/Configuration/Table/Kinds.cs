using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;
using CcatOps.Domain.Access;
using CcatOps.Domain.Sites;

namespace CcatOps.Infrastructure.Configuration.Table;

internal static partial class Kinds
{
    public static ValueKind<string> Text { get; } = new("text without control characters", WithoutControls);

    public static ValueKind<string> OptionalText { get; } = Text with { EmptyIsAValue = true };

    public static ValueKind<string> Secret { get; } =
        new("text, which may be empty", text => text) { IsSecret = true, EmptyIsAValue = true };

    public static ValueKind<string> SiteName { get; } =
        new("1 to 64 characters of a-z 0-9 - _", text => Matching(SiteNamePattern(), text, "is not a site name"));

    public static ValueKind<string> Host { get; } =
        new("a host name or address without scheme and port", text => Matching(HostPattern(), text, "is not a host"));

    public static ValueKind<string> Hosts { get; } =
        new("one host or several with commas between, each a name or address with or without a port (host:port)", ReadHosts);

    public static ValueKind<int> Port { get; } = WholeNumber(1, 65535);

    public static ValueKind<TimeSpan> Seconds { get; } =
        new("a number of seconds from 0.001 to 86400", text =>
            !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || !double.IsFinite(seconds)
                ? Parsed<TimeSpan>.Wrong("is not a number")
                : seconds is < 0.001 or > 86400 ? Parsed<TimeSpan>.Wrong("is out of range")
                : TimeSpan.FromSeconds(seconds));

    public static ValueKind<bool> Flag { get; } =
        OneOf(("true", true), ("false", false), ("1", true), ("0", false), ("yes", true), ("no", false), ("on", true), ("off", false));

    public static ValueKind<Uri?> WebAddress { get; } =
        new("an absolute http or https URL without user name and password", text =>
            ReadWebAddress(text) is { } address ? address : Parsed<Uri?>.Wrong("is not a usable URL"));

    public static ValueKind<Uri?> OptionalWebAddress { get; } =
        new($"{WebAddress.Expectation}, or nothing", text => text.Length == 0 ? (Uri?)null : WebAddress.Parse(text))
        {
            EmptyIsAValue = true,
        };

    public static ValueKind<IReadOnlyDictionary<string, string>> TeamRoles { get; } =
        new("""a JSON object such as {"organisation/team": "role"}, with the roles admin, observer, viewer and service""", ReadTeamRoles) { EmptyIsAValue = true };

    public static ValueKind<DatabaseType> Database { get; } =
        OneOf(("postgresql", DatabaseType.PostgreSql), ("sqlite", DatabaseType.Sqlite));

    public static ValueKind<BufferType> Buffer { get; } = OneOf(("redis", BufferType.Redis), ("sqlite", BufferType.Sqlite));

    public static ValueKind<DatabaseTls> TlsMode { get; } = OneOf(
        ("disable", DatabaseTls.Disable), ("prefer", DatabaseTls.Prefer), ("require", DatabaseTls.Require),
        ("verify-ca", DatabaseTls.VerifyCa), ("verify-full", DatabaseTls.VerifyFull));

    public static ValueKind<int> ServiceLimit { get; } = new(
        $"0, or a whole number, {ShellConfig.LeastServiceRequests} or more",
        text => WholeNumber(0, 1_000_000).Parse(text) is var limit && limit.Problem is null && limit.Value is > 0 and < ShellConfig.LeastServiceRequests
            ? Parsed<int>.Wrong("would refuse a telescope")
            : limit);

    public static ValueKind<IReadOnlyList<IPNetwork>> Networks { get; } =
        new("addresses or networks (10.0.0.1, 10.1.0.0/16, fd00::/8) with commas between, or nothing", ReadNetworks) { EmptyIsAValue = true };

    public static ValueKind<string> BasePath { get; } =
        new("a path such as /ops or /telescopes/ops, without a slash at its end, or nothing", text => Matching(BasePathPattern(), text, "is not a path"))
        {
            EmptyIsAValue = true,
        };

    public static ValueKind<T> WholeNumber<T>(T least, T most) where T : IBinaryInteger<T>, IMinMaxValue<T> =>
        new(most == T.MaxValue ? $"a whole number, {least} or more" : $"a whole number from {least} to {most}", text =>
            !BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? Parsed<T>.Wrong(Seconds.Parse(text).Problem == "is not a number" ? "is not a number" : "is not a whole number")
                : number < BigInteger.CreateChecked(least) || number > BigInteger.CreateChecked(most) ? Parsed<T>.Wrong("is out of range")
                : T.CreateChecked(number));

    public static ValueKind<T> OneOf<T>(params (string Word, T Value)[] words) =>
        new($"one of: {string.Join(", ", words.Select(word => word.Word))}", text =>
            Array.FindIndex(words, word => word.Word.Equals(text, StringComparison.OrdinalIgnoreCase)) is var index and >= 0
                ? words[index].Value
                : Parsed<T>.Wrong("is not a known value"));

    private static Parsed<string> WithoutControls(string text) =>
        text.Any(char.IsControl) ? Parsed<string>.Wrong("holds control characters") : text;

    private static Parsed<string> Matching(Regex pattern, string text, string problem) =>
        pattern.IsMatch(text) ? text : Parsed<string>.Wrong(problem);

    /// <summary>Names a wrong entry by its place in the list, because an entry may be a URL with a password in it.</summary>
    private static Parsed<string> ReadHosts(string text)
    {
        var entries = text.Split(',', StringSplitOptions.TrimEntries);
        for (var i = 0; i < entries.Length; i++)
        {
            var which = entries.Length == 1 ? "" : $"its entry {i + 1} ";
            if (entries[i].Length == 0)
                return Parsed<string>.Wrong($"{which}is empty");
            if (HostPattern().IsMatch(entries[i]))
                continue;
            if (HostAndPortPattern().Match(entries[i]) is not { Success: true } match)
                return Parsed<string>.Wrong($"{which}is not a host");
            if (!ushort.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var port) || port == 0)
                return Parsed<string>.Wrong($"{which}has a port that is not from 1 to 65535");
        }

        return text;
    }

    private static Parsed<IReadOnlyList<IPNetwork>> ReadNetworks(string text)
    {
        var networks = new List<IPNetwork>();
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(entry, out var address))
                networks.Add(new(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128));
            else if (IPNetwork.TryParse(entry, out var network))
                networks.Add(network);
            else
                return Parsed<IReadOnlyList<IPNetwork>>.Wrong($"its entry {networks.Count + 1} is neither an address nor a network");
        }

        return Parsed<IReadOnlyList<IPNetwork>>.Right(networks);
    }

    private static Uri? ReadWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "" } ? address : null;

    private static Parsed<IReadOnlyDictionary<string, string>> ReadTeamRoles(string text)
    {
        try
        {
            var roles = text.Length == 0 ? new() : JsonSerializer.Deserialize<Dictionary<string, string?>>(text) ?? new();
            return roles.Any(role => !TeamPattern().IsMatch(role.Key) || string.IsNullOrWhiteSpace(role.Value))
                ? Parsed<IReadOnlyDictionary<string, string>>.Wrong("has a key that is not organisation/team, or an empty role")
                : roles.Values.Any(role => Roles.Find(role!) is null) ? Parsed<IReadOnlyDictionary<string, string>>.Wrong("names a role that does not exist")
                : Parsed<IReadOnlyDictionary<string, string>>.Right(roles.ToDictionary(role => role.Key, role => role.Value!));
        }
        catch (JsonException)
        {
            return Parsed<IReadOnlyDictionary<string, string>>.Wrong("is not a JSON object of texts");
        }
    }

    [GeneratedRegex("^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*\\z")]
    private static partial Regex BasePathPattern();

    [GeneratedRegex("""\A[a-z0-9_-]{1,64}\z""")]
    private static partial Regex SiteNamePattern();

    [GeneratedRegex("""\A(?:[^\s:/@,]+|\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*\]?|/[^\s:@,]*)\z""")]
    private static partial Regex HostPattern();

    [GeneratedRegex("""\A(?:[^\s:/@,]+|\[[0-9a-fA-F:.]+\]|/[^\s:@,]*):([0-9]+)\z""")]
    private static partial Regex HostAndPortPattern();

    [GeneratedRegex("""\A[^/\s]+/[^/\s]+\z""")]
    private static partial Regex TeamPattern();
}
