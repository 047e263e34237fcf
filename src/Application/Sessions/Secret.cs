using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CcatOps.Application.Sessions;

/// <summary>What only its holder has. A site keeps its SHA-256: with 256 random bits nobody guesses backwards from that.</summary>
public static class Secret
{
    private const int Bytes = 32;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public static bool AreEqual(string hash, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(hash), Encoding.UTF8.GetBytes(other));
}
