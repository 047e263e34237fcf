namespace CcatOps.Api.FunctionalTests.Sessions;

/// <summary>A person at <see cref="FakeGithub"/>.</summary>
/// <param name="Id">Stays.</param>
/// <param name="Login">Their name there.</param>
/// <param name="Name">As they show it.</param>
/// <param name="Memberships">From organisation to <c>active</c> or <c>pending</c>.</param>
/// <param name="Teams">Each as <c>organisation/team</c>.</param>
internal sealed record FakeAccount(long Id, string Login, string? Name, IReadOnlyDictionary<string, string> Memberships, params string[] Teams)
{
    public const string Organisation = "ccatobs";

    public static readonly FakeAccount Ada = new(1, "ada", "Ada Lovelace", Member(Organisation), [.. Many("other"), "ccatobs/ops"]);
    public static readonly FakeAccount Carl = new(2, "carl", null, Member(Organisation), "other/ops");
    public static readonly FakeAccount Stranger = new(3, "stranger", "A Stranger", Member("other"), "other/ops");
    public static readonly FakeAccount Invited = new(4, "invited", "Invited", Member(Organisation, "pending"));

    private static Dictionary<string, string> Member(string organisation, string state = "active") => new() { [organisation] = state };

    /// <summary>More than one page of them.</summary>
    private static IEnumerable<string> Many(string organisation) => Enumerable.Range(0, 120).Select(number => $"{organisation}/team-{number}");
}
