using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace CcatOps.Domain.Observations;

/// <summary>Checksums of files: an algorithm and a hexadecimal digest, with one or three colons between them.</summary>
public static partial class Checksum
{
    /// <summary>Digits of the digest by algorithm.</summary>
    private static readonly FrozenDictionary<string, int> Digits = new Dictionary<string, int>
    {
        ["adler32"] = 8,
        ["crc32"] = 8,
        ["crc32c"] = 8,
        ["crc64"] = 16,
        ["md5"] = 32,
        ["sha1"] = 40,
        ["sha224"] = 56,
        ["sha256"] = 64,
        ["sha384"] = 96,
        ["sha512"] = 128,
        ["sha3-224"] = 56,
        ["sha3-256"] = 64,
        ["sha3-384"] = 96,
        ["sha3-512"] = 128,
        ["blake2b"] = 128,
        ["blake2s"] = 64,
        ["blake3"] = 64,
        ["xxh32"] = 8,
        ["xxh64"] = 16,
        ["xxh3"] = 16,
        ["xxh128"] = 32,
    }.ToFrozenDictionary();

    /// <summary>Returns the checksum as it is stored, <c>algorithm:digest</c> in lower case; any other text as it is.</summary>
    public static string? Normalise(string? text) => text is not null && Form().Match(text) is { Success: true } form
        ? $"{NameOf(form)}:{form.Groups["digest"].Value.ToLowerInvariant()}"
        : text;

    /// <summary>Returns what is wrong with a checksum, or null if it can be stored.</summary>
    /// <param name="text">The checksum, normalised or not.</param>
    public static string? Misfit(string text) =>
        Form().Match(text) is not { Success: true } form
            ? $"must be the algorithm and the hexadecimal digest, such as sha256:{new string('0', 64)}."
        : Digits.TryGetValue(NameOf(form), out var digits) && form.Groups["digest"].Length != digits
            ? $"must have {digits} hexadecimal digits for {NameOf(form)}; it has {form.Groups["digest"].Length}."
        : null;

    /// <summary>The name of the algorithm; <c>SHA-256</c> and <c>sha256</c> are one.</summary>
    private static string NameOf(Match form)
    {
        var name = form.Groups["algorithm"].Value.ToLowerInvariant();
        var joined = name.Replace("-", "", StringComparison.Ordinal);
        return Digits.ContainsKey(joined) ? joined : name;
    }

    [GeneratedRegex("^(?<algorithm>[A-Za-z0-9-]{1,32})(:|:::)(?<digest>[0-9A-Fa-f]{2,256})\\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
