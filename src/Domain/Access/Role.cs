using System.Collections.Immutable;

namespace CcatOps.Domain.Access;

/// <summary>The permissions of a group of users. They are the same at every site and in every version of the database.</summary>
public sealed record Role(string Name, string About, PermissionSet Permissions);

public static class Roles
{
    public static readonly Role Admin = new("admin", "Everything.", PermissionSet.Everything);

    public static readonly Role Observer = new("observer", "Records observations and plans them, and handles what main has refused.", new(
    [
        Access.Permissions.ReadObservations, Access.Permissions.WriteObservations, Access.Permissions.WritePlans,
        Access.Permissions.ReadTransactions, Access.Permissions.ReplayTransactions, Access.Permissions.ViewBuffer,
        Access.Permissions.ViewAudit, Access.Permissions.ReadMetrics, Access.Permissions.ManageTokens,
    ]));

    public static readonly Role Viewer = new("viewer", "Looks, and changes nothing.", new(
    [
        Access.Permissions.ReadObservations, Access.Permissions.ReadTransactions, Access.Permissions.ViewBuffer,
        Access.Permissions.ReadMetrics,
    ]));

    public static readonly Role Service = new("service", "An unattended script: records observations and looks after its transactions.", new(
    [
        Access.Permissions.ReadObservations, Access.Permissions.WriteObservations, Access.Permissions.ReadTransactions,
        Access.Permissions.ViewBuffer, Access.Permissions.ReadMetrics,
    ]));

    public static readonly ImmutableArray<Role> All = [Admin, Observer, Viewer, Service];

    public static Role? Find(string name) => All.FirstOrDefault(role => role.Name == name);

    /// <summary>Returns the permissions of the named roles together. A role that this version does not know allows nothing.</summary>
    public static PermissionSet PermissionsOf(IEnumerable<string> names) =>
        names.Select(Find).OfType<Role>().Aggregate(PermissionSet.None, (all, role) => all.Union(role.Permissions));
}
