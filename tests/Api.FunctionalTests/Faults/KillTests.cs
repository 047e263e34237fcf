using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Faults;

internal sealed class KillTests
{
    private const int Starts = 3_000;

    [Test]
    public async Task A_service_killed_in_the_middle_of_the_drain_loses_nothing_and_repeats_nothing()
    {
        await using var stage = await TwoSiteStage.StartAsync(new() { RoundTrip = TimeSpan.FromMilliseconds(200) });
        await using var cologne = await Site.StartMainAsync(stage.Primary);
        await Night.PlanAsync(cologne);
        await stage.Replica.CatchUpAsync();
        await using var observatory = await Site.StartSecondaryAsync(stage);

        await observatory.PostAsync("/api/buffer/pause", new { reason = "to pile up" }, System.Net.HttpStatusCode.OK);
        var answered = await StartManyAsync(observatory);
        await observatory.PostAsync("/api/buffer/resume", new { }, System.Net.HttpStatusCode.OK);
        var applied = await Eventually.AssertAsync(
            () => Tables.CountAsync(stage.Primary, "executed_obs_unit"), count => count > 0, TimeSpan.FromSeconds(30), "the drain should begin");
        await observatory.Process.KillAsync();
        Assert.That(applied, Is.LessThan(Starts), "it was killed too late to prove anything");

        await observatory.StartAgainAsync();
        await observatory.WaitUntilReplicatedAsync();
        foreach (var node in new PostgresNode[] { stage.Primary, stage.Replica })
        {
            var ids = await node.ReadAsync<Guid[]>("select array_agg(id order by id) from executed_obs_unit");
            Assert.That(ids, Is.EquivalentTo(answered));
            Assert.That(await Tables.CountAsync(node, "applied_transaction", "operation = 'start_observation'"), Is.EqualTo(Starts));
        }

        Assert.That(Site.Number(await observatory.GetAsync("/api/buffer"), "failed"), Is.Zero);
    }

    private static async Task<IReadOnlyCollection<Guid>> StartManyAsync(Site site)
    {
        var answered = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        await Parallel.ForAsync(0, Starts, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, _) =>
        {
            var started = await site.PostAsync("/executed_obs_units/start", new { obs_unit_id = 1 });
            answered.Add(started["id"]!.GetValue<Guid>());
        });
        return answered;
    }
}
