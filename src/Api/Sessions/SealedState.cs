using System.Buffers.Binary;
using CcatOps.Domain.Sessions;
using CcatOps.Domain.Sites;
using Microsoft.AspNetCore.Authentication;

namespace CcatOps.Api.Sessions;

/// <summary>
/// Seals what GitHub carries for us from the beginning of a login to its end, so that another process of the site, or the same one after a
/// restart, can go on.
/// </summary>
internal sealed class SealedState(AuthenticationConfig authentication, TimeProvider time) : ISecureDataFormat<AuthenticationProperties>
{
    private readonly SealedText texts = new(authentication.SecretKeys, "ccatops github login state");

    public string Protect(AuthenticationProperties data) => Protect(data, null);

    public string Protect(AuthenticationProperties data, string? purpose)
    {
        var end = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(end, (time.GetUtcNow() + SessionRules.LoginLife).UtcTicks);
        return texts.Seal([.. end, .. PropertiesSerializer.Default.Serialize(data)]);
    }

    public AuthenticationProperties? Unprotect(string? protectedText) => Unprotect(protectedText, null);

    public AuthenticationProperties? Unprotect(string? protectedText, string? purpose) =>
        texts.Open(protectedText) is { Length: > sizeof(long) } plain && BinaryPrimitives.ReadInt64BigEndian(plain) > time.GetUtcNow().UtcTicks
            ? PropertiesSerializer.Default.Deserialize(plain[sizeof(long)..])
            : null;
}
