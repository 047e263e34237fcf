using CcatOps.Domain.Sessions;

namespace CcatOps.Domain.UnitTests.Sessions;

internal sealed class TeamRolesTests
{
    private static readonly Dictionary<string, string> Mapping = new()
    {
        ["ccatobs/ops"] = "admin",
        ["ccatobs/observers"] = "observer",
        ["partner/observers"] = "observer",
    };

    [TestCase("ccatobs/ops", "admin")]
    [TestCase("CcatObs/Ops", "admin")]
    [TestCase("ccatobs/observers ccatobs/ops", "admin observer")]
    [TestCase("ccatobs/observers partner/observers", "observer")]
    [TestCase("ccatobs/kitchen", "viewer")]
    [TestCase("other/ops", "viewer")]
    [TestCase("", "viewer")]
    public void Teams_give_roles_and_a_member_of_none_looks(string teams, string roles) =>
        Assert.That(TeamRoles.Of(teams.Split(' '), Mapping), Is.EqualTo(roles.Split(' ')));
}
