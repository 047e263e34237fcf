using CcatOps.Domain.Buffering;

namespace CcatOps.Domain.UnitTests.Buffering;

public sealed class TelemetryRulesTests
{
    [TestCase(0, false, true)]
    [TestCase(1, false, false)]
    [TestCase(0, true, true)]
    [TestCase(3, true, true)]
    [TestCase(4, true, false)]
    [TestCase(1_000, true, false)]
    public void One_record_waits_while_the_process_runs_and_a_few_when_processes_end(int waiting, bool isLast, bool mayAdd) =>
        Assert.That(TelemetryRules.MayAdd(waiting, isLast), Is.EqualTo(mayAdd));
}
