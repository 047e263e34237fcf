using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Nights;

internal sealed class NightTests
{
    private const int Exposures = 301;

    [Test]
    public async Task A_night_with_an_outage_is_at_main_and_on_the_replica_exactly_once_and_as_a_main_site_records_it()
    {
        await using var stage = await TwoSiteStage.StartAsync(new() { RoundTrip = TimeSpan.FromMilliseconds(20) });
        await using var cologne = await Site.StartMainAsync(stage.Primary);
        await Night.PlanAsync(cologne);
        await stage.Replica.CatchUpAsync();
        await using var observatory = await Site.StartSecondaryAsync(stage, ("TRANSACTION_BUFFER_SIZE", "1000"));

        foreach (var exposure in Night.Log)
        {
            if (exposure.Number == 100)
                await stage.Primary.StopAsync();
            if (exposure.Number == 220)
                await stage.Primary.StartAsync();
            await Night.RecordAsync(observatory, exposure);
            if (exposure.Number == 219)
                await AssertReadsItsOwnWritesAsync(observatory, recorded: 219);
        }

        await observatory.WaitUntilReplicatedAsync();
        await AssertIsTheNightAsync(stage.Primary);
        await AssertIsTheNightAsync(stage.Replica);
        Assert.That(await Tables.CountAsync(stage.Primary, "applied_transaction", "site_name = 'observatory' and operation <> 'record_token_use'"), Is.EqualTo(3 * Exposures));

        await using var elsewhere = await PostgresServer.CreateAsync();
        await using var direct = await Site.StartMainAsync(elsewhere);
        await Night.PlanAsync(direct);
        foreach (var exposure in Night.Log)
            await Night.RecordAsync(direct, exposure);
        Assert.That(await Tables.DumpAsync(stage.Replica), Is.EqualTo(await Tables.DumpAsync(elsewhere)));
    }

    private static async Task AssertIsTheNightAsync(PostgresNode node)
    {
        Assert.That(await Tables.CountAsync(node, "executed_obs_unit"), Is.EqualTo(Exposures));
        Assert.That(await Tables.CountAsync(node, "raw_data_file"), Is.EqualTo(Exposures));
        Assert.That(await Tables.CountAsync(node, "executed_obs_unit", "status = 'completed'"), Is.EqualTo(291));
        Assert.That(await Tables.CountAsync(node, "executed_obs_unit", "status = 'failed'"), Is.EqualTo(10));
        foreach (var exposure in Night.Log)
        {
            var sameRow = $"id = '{Night.ExecutionId(exposure)}' and obs_unit_id = {Night.ObsUnitId(exposure)} and status = '{exposure.Status}' "
                + $"and start_time = '{exposure.Start:O}' and end_time = '{exposure.End:O}'";
            Assert.That(await Tables.CountAsync(node, "executed_obs_unit", sameRow), Is.EqualTo(1), $"exposure {exposure.Number}");
        }
    }

    private static async Task AssertReadsItsOwnWritesAsync(Site site, int recorded)
    {
        var list = await site.GetAsync("/executed_obs_units?count=exact&limit=1000");
        Assert.That(Site.Number(list["count"]!.AsObject(), "value"), Is.EqualTo(recorded));
        Assert.That(list["items"]!.AsArray(), Has.Count.EqualTo(recorded));
        foreach (var item in list["items"]!.AsArray())
            Assert.That(item!["raw_data_files"]!.AsArray(), Has.Count.EqualTo(1), item.ToJsonString());
    }
}
