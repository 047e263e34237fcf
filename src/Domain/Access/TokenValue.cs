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
    private const int ChecksumLetters = 6;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>The polynomial of CRC-32, reversed.</summary>
    private const uint Polynomial = 0xEDB88320;

    public static string Create()
    {
        var random = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        Span<char> checksum = stackalloc char[ChecksumLetters];
        WriteChecksum(random, checksum);
        return $"{Prefix}{random}{checksum}";
    }

    /// <summary>Whether it can be a token at all; else it need not be looked up. Tokens of earlier versions have no checksum.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> value)
    {
        if (!value.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        var letters = value[Prefix.Length..];
        foreach (var letter in letters)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_'))
                return false;
        }

        if (letters.Length != RandomLetters + ChecksumLetters)
            return letters.Length == RandomLetters;
        Span<char> checksum = stackalloc char[ChecksumLetters];
        WriteChecksum(letters[..RandomLetters], checksum);
        return letters[RandomLetters..].SequenceEqual(checksum);
    }

    /// <summary>
    /// CRC-32 in base 62, as in tokens of GitHub: scanners for leaked secrets know a token by it, and a mistyped one is refused without a
    /// database. It is no secret. https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
    /// </summary>
    private static void WriteChecksum(ReadOnlySpan<char> letters, Span<char> checksum)
    {
        var crc = uint.MaxValue;
        foreach (var letter in letters)
        {
            crc ^= letter;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
        }

        crc = ~crc;
        for (var place = checksum.Length - 1; place >= 0; place--)
            (checksum[place], crc) = (Base62[(int)(crc % Base62.Length)], crc / (uint)Base62.Length);
    }

    /// <summary>The value has 256 random bits, so a plain hash cannot be turned back, and finding one by it tells nothing by its time.</summary>
    public static string HashOf(ReadOnlySpan<char> value)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(value.Length)];
        var length = Encoding.UTF8.GetBytes(value, bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes[..length]));
    }

    /// <summary>Returns the part that lists show.</summary>
    public static string ShownPrefix(string value) => value[..(Prefix.Length + ShownLetters)];
}
