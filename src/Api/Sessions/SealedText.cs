using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CcatOps.Api.Sessions;

/// <summary>
/// Encrypts and authenticates bytes (AES-GCM) with a key of every process of the site: the first <c>SECRET_KEY</c> encrypts, all decrypt. Text is
/// base64url of nonce, tag and cipher.
/// </summary>
/// <param name="secretKeys">The values of <c>SECRET_KEY</c>.</param>
/// <param name="purpose">Keeps the keys of one use apart from those of another.</param>
internal sealed class SealedText(IReadOnlyList<string> secretKeys, string purpose)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int KeyBytes = 32;

    private readonly byte[][] keys =
    [
        .. secretKeys.Select(secretKey => HKDF.DeriveKey(
            HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secretKey), KeyBytes, info: Encoding.UTF8.GetBytes(purpose))),
    ];

    public string Seal(ReadOnlySpan<byte> plain)
    {
        var text = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(text.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(keys[0], TagBytes);
        cipher.Encrypt(text.AsSpan(0, NonceBytes), plain, text.AsSpan(NonceBytes + TagBytes), text.AsSpan(NonceBytes, TagBytes));
        return Base64Url.EncodeToString(text);
    }

    /// <returns>Null: no key of this site has sealed it.</returns>
    public byte[]? Open(string? sealedText)
    {
        if (sealedText is null || !Base64Url.IsValid(sealedText, out var length) || length <= NonceBytes + TagBytes)
            return null;
        var text = Base64Url.DecodeFromChars(sealedText);
        return keys.Select(key => Open(key, text)).FirstOrDefault(plain => plain is not null);
    }

    private static byte[]? Open(byte[] key, byte[] text)
    {
        var plain = new byte[text.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key, TagBytes);
        try
        {
            cipher.Decrypt(text.AsSpan(0, NonceBytes), text.AsSpan(NonceBytes + TagBytes), text.AsSpan(NonceBytes, TagBytes), plain);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
