using CcatOps.Domain.Storage;
using static CcatOps.Domain.Storage.PackageState;

namespace CcatOps.Domain.UnitTests.Storage;

internal sealed class PackageTransitionsTests
{
    /// <summary>Each state, and the states into which a package may come from it; all others are refused.</summary>
    [TestCase(Building, Waiting)]
    [TestCase(Waiting, Transferring)]
    [TestCase(Transferring, Archived, Failed)]
    [TestCase(Archived)]
    [TestCase(Failed, Waiting)]
    public void A_state_leads_to_these_and_to_no_others(PackageState from, params PackageState[] to)
    {
        Assert.That(PackageTransitions.From(from), Is.EquivalentTo(to));
        foreach (var state in Enum.GetValues<PackageState>())
            Assert.That(PackageTransitions.Allows(from, state), Is.EqualTo(to.Contains(state)), $"{from} to {state}");
    }

    [TestCase(Failed, Waiting, 3)]
    [TestCase(Building, Waiting, 2)]
    [TestCase(Transferring, Failed, 2)]
    public void Only_a_failed_package_that_waits_again_is_a_retry(PackageState from, PackageState to, int retries) =>
        Assert.That(PackageTransitions.RetriesAfter(from, to, 2), Is.EqualTo(retries));
}
