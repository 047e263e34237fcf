using System.Buffers.Text;
using System.Security.Cryptography;
using CcatOps.Domain.Sessions;
using Microsoft.AspNetCore.Authentication;

namespace CcatOps.Api.Sessions;

/// <summary>The properties of one login, from its beginning to its end.</summary>
internal static class LoginProperties
{
    private const string Challenge = "program_challenge";
    private const string PersonName = "person";
    private const string GrantName = "grant";
    private const string LoginName = "login";
    private const int LoginBytes = 16;

    /// <param name="target">The address to which the person returns; null: the page that shows a program's code.</param>
    /// <param name="challenge">The challenge of the program; null: the browser itself logs in.</param>
    public static AuthenticationProperties Of(Uri? target, string? challenge)
    {
        var properties = new AuthenticationProperties { RedirectUri = target?.AbsoluteUri ?? "/" };
        properties.Items[LoginName] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(LoginBytes));
        if (challenge is not null)
            properties.Items[Challenge] = challenge;
        return properties;
    }

    public static string? GetChallenge(this AuthenticationProperties properties) => properties.Items.TryGetValue(Challenge, out var value) ? value : null;

    public static void SetGrant(this AuthenticationProperties properties, string grant) => properties.SetParameter(GrantName, grant);

    public static string? GetGrant(this AuthenticationProperties properties) => properties.GetParameter<string>(GrantName);

    /// <summary>Names this login, which comes back from GitHub once; null: an earlier version has begun it.</summary>
    public static string? GetLogin(this AuthenticationProperties properties) => properties.Items.TryGetValue(LoginName, out var value) ? value : null;

    public static void SetPerson(this AuthenticationProperties properties, Person person) => properties.SetParameter(PersonName, person);

    public static Person GetPerson(this AuthenticationProperties properties) => properties.GetParameter<Person>(PersonName)!;
}
