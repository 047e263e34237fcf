using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults;

[SetUpFixture]
internal sealed class AllFaults
{
    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await SharedStage.StopAsync();
        await FaultReport.WriteAsync();
    }
}
