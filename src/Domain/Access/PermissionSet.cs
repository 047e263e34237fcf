using System.Collections.Immutable;

namespace CcatOps.Domain.Access;

/// <summary>The permissions of a principal.</summary>
public sealed record PermissionSet(ImmutableArray<Permission> Permissions)
{
    public static readonly PermissionSet None = new([]);
    public static readonly PermissionSet Everything = new([new Permission("*", "*")]);

    public bool Allows(Permission permission)
    {
        foreach (var mine in Permissions)
        {
            if (mine.Covers(permission))
                return true;
        }

        return false;
    }

    /// <summary>The permissions that this set gives and the other one does not.</summary>
    public IEnumerable<Permission> Beyond(PermissionSet other) => Access.Permissions.All
        .Select(entry => entry.Permission)
        .Where(permission => Allows(permission) && !other.Allows(permission));

    public PermissionSet Union(PermissionSet other) => new([.. Permissions.Union(other.Permissions)]);

    /// <summary>Returns the permissions that both allow: a token has at most its owner's.</summary>
    public PermissionSet Intersect(PermissionSet other) => new(
    [
        .. Permissions.SelectMany(mine => other.Permissions.Select(mine.Meet)).OfType<Permission>().Distinct(),
    ]);

    public bool Equals(PermissionSet? other) => other is not null && Permissions.SequenceEqual(other.Permissions);

    public override int GetHashCode() => Permissions.Length;

    public override string ToString() => string.Join(' ', Permissions);

    /// <summary>From texts that were checked when they were stored; one that this version does not know allows nothing.</summary>
    public static PermissionSet Parse(string text) => new(
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => Permission.TryParse(part, out var permission) ? permission : null)
            .OfType<Permission>(),
    ]);
}
