using System.Collections.Immutable;

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

/// <summary>Who sends a request, and what they may do.</summary>
/// <param name="Name">
/// Stable: idempotency keys belong to it, and it stands in markers and audit. A person's is the login, a token's is <c>owner/token</c>, or
/// the owner's alone where both are called the same; it stays when the token is rotated, or replaced by another of that name.
/// </param>
public sealed record Principal(string Name, PrincipalKind Kind, ImmutableArray<string> Roles, PermissionSet Permissions)
{
    public static readonly Principal Anonymous = new("anonymous", PrincipalKind.Anonymous, [], PermissionSet.None);

    /// <summary>What the service does of its own accord.</summary>
    public static readonly Principal Itself = new("ccatops", PrincipalKind.Local, [], PermissionSet.Everything);

    public Guid? UserId { get; init; }
    public Guid? TokenId { get; init; }

    public bool May(Permission permission) => Permissions.Allows(permission);

    public static string NameOf(string owner, string token) => owner == token ? owner : $"{owner}/{token}";

    public static string NameOfEmergency(string siteName) => $"emergency@{siteName}";
}
