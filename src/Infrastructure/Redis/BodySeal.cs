using System.Security.Cryptography;
using System.Text;

namespace CcatOps.Infrastructure.Redis;

/// <summary>
/// Authenticates the bodies of transactions that Redis holds, so that whoever can write Redis alone makes nothing that this site shows or
/// applies. The code (HMAC-SHA256 of the JSON) is the last member of the JSON. https://www.rfc-editor.org/rfc/rfc2104
/// </summary>
internal sealed class BodySeal
{
    private const int CodeLength = 44;
    private static readonly byte[] purpose = Encoding.UTF8.GetBytes("ccatops buffered transaction");
    private static readonly byte[] beforeCode = Encoding.UTF8.GetBytes(",\"mac\":\"");
    private static readonly byte[] afterCode = Encoding.UTF8.GetBytes("\"}");
    private static readonly int length = beforeCode.Length + CodeLength + afterCode.Length;

    private readonly byte[][] keys;

    /// <param name="siteName">The site, whose bodies are not those of another.</param>
    /// <param name="secrets">The first seals, all open; none: of a developer's site, which guards nothing.</param>
    public BodySeal(string siteName, IReadOnlyList<string> secrets) => keys =
    [
        .. secrets.DefaultIfEmpty("").Select(secret => HKDF.DeriveKey(
            HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), HMACSHA256.HashSizeInBytes, Encoding.UTF8.GetBytes(siteName), purpose)),
    ];

    /// <summary>The JSON object with its code.</summary>
    public byte[] Seal(ReadOnlySpan<byte> json)
    {
        var body = new byte[json.Length - 1 + length];
        json[..^1].CopyTo(body);
        beforeCode.CopyTo(body, json.Length - 1);
        WriteCode(keys[0], json, body.AsSpan(json.Length - 1 + beforeCode.Length, CodeLength));
        afterCode.CopyTo(body, body.Length - afterCode.Length);
        return body;
    }

    /// <summary>The JSON object as it was sealed; empty: the body was not sealed by this site, or has been changed since.</summary>
    public byte[] Open(byte[]? body)
    {
        if (body is null || body.Length <= length || !body.AsSpan(^length..).StartsWith(beforeCode) || !body.AsSpan().EndsWith(afterCode))
            return [];
        var json = body[..^(length - 1)];
        json[^1] = (byte)'}';
        var code = body.AsSpan(body.Length - afterCode.Length - CodeLength, CodeLength);
        Span<byte> expected = stackalloc byte[CodeLength];
        foreach (var key in keys)
        {
            WriteCode(key, json, expected);
            if (CryptographicOperations.FixedTimeEquals(code, expected))
                return json;
        }

        return [];
    }

    private static void WriteCode(byte[] key, ReadOnlySpan<byte> json, Span<byte> code)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, json, hash);
        System.Buffers.Text.Base64.EncodeToUtf8(hash, code, out _, out _);
    }
}
