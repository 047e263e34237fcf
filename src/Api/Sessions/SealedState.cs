using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CcatOps.Domain.Sessions;
using CcatOps.Domain.Sites;
using Microsoft.AspNetCore.Authentication;

namespace CcatOps.Api.Sessions;

/// <summary>
/// What GitHub carries for us from the beginning of a login to its end: encrypted and authenticated with a key of every process of the site,
/// so that another one, or the same after a restart, can go on. Text is base64url of nonce, tag and cipher.
/// </summary>
internal sealed class SealedState(AuthenticationConfig authentication, TimeProvider time) : ISecureDataFormat<AuthenticationProperties>
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int KeyBytes = 32;

    private readonly byte[][] keys = [.. authentication.SecretKeys.Select(Derive)];

    public string Protect(AuthenticationProperties data) => Protect(data, null);

    public string Protect(AuthenticationProperties data, string? purpose)
    {
        var ends = (time.GetUtcNow() + SessionRules.LoginLife).UtcTicks;
        var plain = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(plain, ends);
        plain = [.. plain, .. PropertiesSerializer.Default.Serialize(data)];

        var text = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(text.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(keys[0], TagBytes);
        cipher.Encrypt(text.AsSpan(0, NonceBytes), plain, text.AsSpan(NonceBytes + TagBytes), text.AsSpan(NonceBytes, TagBytes));
        return Base64Url.EncodeToString(text);
    }

    public AuthenticationProperties? Unprotect(string? protectedText) => Unprotect(protectedText, null);

    public AuthenticationProperties? Unprotect(string? protectedText, string? purpose)
    {
        if (protectedText is null || !Base64Url.IsValid(protectedText, out var length) || length <= NonceBytes + TagBytes + sizeof(long))
            return null;

        var text = Base64Url.DecodeFromChars(protectedText);
        return keys.Select(key => Open(key, text)).FirstOrDefault(plain => plain is not null) is { } plain
            && BinaryPrimitives.ReadInt64BigEndian(plain) > time.GetUtcNow().UtcTicks
                ? PropertiesSerializer.Default.Deserialize(plain[sizeof(long)..])
                : null;
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

    /// <summary>A key of its own: the same bytes never sign one thing and encrypt another.</summary>
    private static byte[] Derive(string secretKey) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secretKey), KeyBytes, info: "ccatops github login state"u8.ToArray());
}
