using CcatOps.Domain.Access;

namespace CcatOps.Domain.Sessions;

/// <summary>Which roles the teams of a person give. GitHub's names do not tell large letters from small ones.</summary>
public static class TeamRoles
{
    /// <summary>The role of a member of the organisation whose teams give none.</summary>
    public static readonly string OfAMember = Roles.Viewer.Name;

    /// <param name="teams">The person's, each as <c>organisation/team</c>.</param>
    /// <param name="mapping">From <c>organisation/team</c> to a role.</param>
    public static IReadOnlyList<string> Of(IEnumerable<string> teams, IReadOnlyDictionary<string, string> mapping)
    {
        var ofPerson = teams.ToHashSet(StringComparer.OrdinalIgnoreCase);
        string[] roles = [.. mapping.Where(pair => ofPerson.Contains(pair.Key)).Select(pair => pair.Value).Distinct().Order()];
        return roles.Length > 0 ? roles : [OfAMember];
    }
}
