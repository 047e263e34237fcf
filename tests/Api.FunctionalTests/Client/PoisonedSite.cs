using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Client;

/// <summary>A telescope with writes that main refuses, because their planned unit is unknown there.</summary>
internal static class PoisonedSite
{
    /// <summary>Starts and finishes an execution of an unknown unit: the first fails, the second is parked behind it.</summary>
    public static async Task<(Guid Id, string Start, string Finish)> PoisonAsync(this Site site, int unknownUnit)
    {
        var id = Guid.CreateVersion7();
        await site.PostAsync("/api/buffer/pause", new { reason = "so that both are in one batch" }, System.Net.HttpStatusCode.OK);
        var start = (await site.StartAsync(unknownUnit, id)).Transaction;
        var finish = (await site.FinishAsync(id)).Transaction;
        await site.PostAsync("/api/buffer/resume", new { reason = "both are there" }, System.Net.HttpStatusCode.OK);
        await site.UntilAsync($"/api/transactions/{finish}", record => record.Text("state") == "parked", "it should be parked");
        return (id, start, finish);
    }

    public static Task PlanAsync(this TwoSiteStage stage, int unit) =>
        stage.Primary.ExecuteAsync($"insert into obs_unit (id, name) values ({unit}, 'planned late {unit}')");
}
