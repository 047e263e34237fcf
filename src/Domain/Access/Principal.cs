using System.Collections.Immutable;
using System.Globalization;

namespace CcatOps.Domain.Access;

public enum PrincipalKind
{
    Anonymous,
    ApiToken,
    Person,

    /// <summary>The service itself, or a person at its machine's command line.</summary>
    Local,

    /// <summary>With a token that was made at a site that could not ask main.</summary>
    Emergency,
}

/// <summary>The sender of a request, with its permissions.</summary>
/// <param name="Name">
/// A stable name: idempotency keys, markers and audit use it. A person's is <c>github:ID</c>. A token's is <c>owner/token</c>, or the owner's alone if
/// both have the same name. It stays when the token is rotated or replaced by another of that name.
/// </param>
public sealed record Principal(string Name, PrincipalKind Kind, ImmutableArray<string> Roles, PermissionSet Permissions)
{
    private const string OfEmergency = "emergency@";
    private const string OfGithub = "github:";

    public static readonly Principal Anonymous = new("anonymous", PrincipalKind.Anonymous, [], PermissionSet.None);

    /// <summary>The service itself.</summary>
    public static readonly Principal Itself = new("ccatops", PrincipalKind.Local, [], PermissionSet.Everything);

    /// <summary>The GitHub login of the person, or of the token's owner; for people to read, since it may change.</summary>
    public string? Login { get; init; }

    /// <summary>For texts: the name, with the login where it does not tell.</summary>
    public string Label => Login is null ? Name : $"{Name} ({Login})";

    public Guid? UserId { get; init; }
    public Guid? TokenId { get; init; }

    public bool May(Permission permission) => Permissions.Allows(permission);

    public static string NameOf(long githubId) => string.Create(CultureInfo.InvariantCulture, $"{OfGithub}{githubId}");

    /// <summary>The name of a user: the GitHub id of a person, which no other user ever has, and the name of a machine, which never changes.</summary>
    public static string NameOf(User user) => user.GithubId is { } id ? NameOf(id) : user.Name;

    public static string NameOf(User owner, string token) => NameOf(owner) is var name && name == token ? name : $"{name}/{token}";

    /// <summary>Whether a name would be taken for a principal that is no user.</summary>
    public static bool IsReserved(string name) =>
        name.Equals(Anonymous.Name, StringComparison.OrdinalIgnoreCase)
        || name.Equals(Itself.Name, StringComparison.OrdinalIgnoreCase)
        || name.StartsWith(OfEmergency, StringComparison.OrdinalIgnoreCase)
        || name.StartsWith(OfGithub, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Tokens of earlier versions, named <c>emergency 2026-11-29 02.35</c>, keep the principal that they shared: their keys must find their
    /// first writes. They end within 72 hours.
    /// </summary>
    public static string NameOfEmergency(string siteName, string token) =>
        token.StartsWith("emergency ", StringComparison.Ordinal) ? OfEmergency + siteName : $"{OfEmergency}{siteName}/{token}";
}
