using CcatOps.Clients.Recorders;
using CcatOps.Clients.Stage;

namespace CcatOps.Clients;

[SetUpFixture]
internal sealed class AllClients
{
    [OneTimeTearDown]
    public Task StopAsync()
    {
        Compiler.DeleteAll();
        return SharedStage.StopAsync();
    }
}
