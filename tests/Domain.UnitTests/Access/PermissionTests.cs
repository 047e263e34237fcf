using CcatOps.Domain.Access;

namespace CcatOps.Domain.UnitTests.Access;

internal sealed class PermissionTests
{
    [TestCase("read:observations", "read:observations", true)]
    [TestCase("read:observations", "write:observations", false)]
    [TestCase("write:*", "write:plans", true)]
    [TestCase("write:*", "read:observations", false)]
    [TestCase("*:observations", "write:observations", true)]
    [TestCase("*:*", "manage:users", true)]
    [TestCase("write:observations", "write:*", false)]
    public void A_permission_covers_what_it_names_and_a_star_covers_all(string mine, string wanted, bool covered) =>
        Assert.That(Permission.Parse(mine).Covers(Permission.Parse(wanted)), Is.EqualTo(covered));

    [TestCase("read")]
    [TestCase("read:")]
    [TestCase(":observations")]
    [TestCase("read:observations:x")]
    [TestCase("Read:Observations")]
    [TestCase("read: observations")]
    [TestCase("")]
    [TestCase(null)]
    public void What_is_no_action_of_a_resource_is_no_permission(string? text) => Assert.That(Permission.TryParse(text, out _), Is.False);

    [TestCase("write:*", "*:observations", "write:observations")]
    [TestCase("*:*", "read:observations write:plans", "read:observations write:plans")]
    [TestCase("read:observations write:observations", "write:*", "write:observations")]
    [TestCase("read:observations", "write:observations", "")]
    [TestCase("read:* read:observations", "read:observations", "read:observations")]
    public void Of_two_sets_only_what_both_allow_is_left(string one, string other, string both)
    {
        Assert.That(PermissionSet.Parse(one).Intersect(PermissionSet.Parse(other)).ToString(), Is.EqualTo(both));
        Assert.That(PermissionSet.Parse(other).Intersect(PermissionSet.Parse(one)).ToString(), Is.EqualTo(both));
    }

    [TestCase("admin", "manage:users", true)]
    [TestCase("observer", "write:observations", true)]
    [TestCase("observer", "configure:system", false)]
    [TestCase("viewer", "read:observations", true)]
    [TestCase("viewer", "write:observations", false)]
    [TestCase("service", "write:observations", true)]
    [TestCase("service", "write:plans", false)]
    [TestCase("nobody", "read:observations", false)]
    public void A_role_allows_what_it_is_for(string role, string permission, bool allowed) =>
        Assert.That(Roles.PermissionsOf([role]).Allows(Permission.Parse(permission)), Is.EqualTo(allowed));
}
