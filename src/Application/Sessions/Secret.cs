using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CcatOps.Application.Sessions;

/// <summary>A secret that only its holder has. A site stores its SHA-256; 256 random bits cannot be guessed from that.</summary>
public static class Secret
{
    private const int Bytes = 32;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public static bool AreEqual(string hash, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(hash), Encoding.UTF8.GetBytes(other));
}
