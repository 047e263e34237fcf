using CcatOps.Attacks.Stage;

namespace CcatOps.Attacks;

[SetUpFixture]
internal sealed class AllAttacks
{
    [OneTimeTearDown]
    public Task StopAsync() => AttackStage.StopAsync();
}
