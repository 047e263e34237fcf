using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CcatOps.Domain.Sessions;

/// <summary>Proof that who redeems a code is who asked for it, by method S256. https://www.rfc-editor.org/rfc/rfc7636</summary>
public static class Pkce
{
    private const int LeastVerifier = 43;
    private const int MostVerifier = 128;

    /// <summary>Whether it is the base64url of a SHA-256.</summary>
    public static bool IsChallenge(string text) =>
        Base64Url.IsValid(text, out var length) && length == SHA256.HashSizeInBytes && !text.Contains('=');

    public static bool IsVerifier(string text) =>
        text.Length is >= LeastVerifier and <= MostVerifier
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~');

    public static bool Matches(string challenge, string verifier) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(challenge), Encoding.UTF8.GetBytes(ChallengeOf(verifier)));

    public static string ChallengeOf(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(verifier)));
}
