using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CcatOps.Domain.Access;

/// <summary>The value of an API token, which only who got it knows.</summary>
public static class TokenValue
{
    /// <summary>Tells the kind of a credential, also to scanners for leaked secrets.</summary>
    public const string Prefix = "ops_api_token_";

    private const int RandomBytes = 32;
    private const int RandomLetters = 43;
    private const int ShownLetters = 8;

    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>Whether it can be one at all; else it need not be looked up.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> value)
    {
        if (value.Length != Prefix.Length + RandomLetters || !value.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        foreach (var letter in value[Prefix.Length..])
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_'))
                return false;
        }

        return true;
    }

    /// <summary>The value has 256 random bits, so a plain hash cannot be turned back, and finding one by it tells nothing by its time.</summary>
    public static string HashOf(ReadOnlySpan<char> value)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(value.Length)];
        var length = Encoding.UTF8.GetBytes(value, bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes[..length]));
    }

    /// <summary>What lists show of it.</summary>
    public static string ShownPrefix(string value) => value[..(Prefix.Length + ShownLetters)];
}
