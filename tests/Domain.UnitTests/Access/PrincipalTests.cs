using CcatOps.Domain.Access;

namespace CcatOps.Domain.UnitTests.Access;

public sealed class PrincipalTests
{
    [TestCase("20261129-0235-1a2b3c4d", "emergency@chile/20261129-0235-1a2b3c4d")]
    [TestCase("emergency 2026-11-29 02.35", "emergency@chile")]
    public void Each_emergency_token_is_a_principal_of_its_own_but_those_of_earlier_versions(string token, string name) =>
        Assert.That(Principal.NameOfEmergency("chile", token), Is.EqualTo(name));

    [TestCase(null, "chai", "chai")]
    [TestCase(null, "night", "chai/night")]
    [TestCase(4711L, "night", "github:4711/night")]
    [TestCase(4711L, "chai", "github:4711/chai")]
    public void A_token_is_named_for_the_id_of_its_owner_and_that_of_a_machine_for_its_name(long? githubId, string token, string name)
    {
        var owner = new User { Id = Guid.CreateVersion7(), Name = "chai", GithubId = githubId, CreatedAt = DateTimeOffset.UnixEpoch };

        Assert.That(Principal.NameOf(owner, token), Is.EqualTo(name));
        Assert.That(owner.Kind, Is.EqualTo(githubId is null ? UserKind.Machine : UserKind.Person));
    }

    [TestCase("ccatops", true)]
    [TestCase("Anonymous", true)]
    [TestCase("emergency@chile", true)]
    [TestCase("EMERGENCY@chile", true)]
    [TestCase("github:4711", true)]
    [TestCase("emergency", false)]
    [TestCase("ccatops-pipeline", false)]
    [TestCase("mara", false)]
    public void Names_of_other_principals_than_users_are_reserved(string name, bool isReserved) =>
        Assert.That(Principal.IsReserved(name), Is.EqualTo(isReserved));
}
