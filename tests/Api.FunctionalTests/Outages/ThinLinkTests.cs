using CcatOps.Api.FunctionalTests.Stage;

namespace CcatOps.Api.FunctionalTests.Outages;

/// <summary>The largest write there is, on a link that needs longer for it than a server may be silent.</summary>
internal sealed class ThinLinkTests
{
    [Test]
    public async Task A_bulk_of_ten_thousand_files_reaches_main_over_one_megabit_per_second_and_so_does_what_follows()
    {
        await using var stage = await Scenery.StartAsync();
        await using var observatory = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "thin"));
        var execution = await observatory.StartedAsync();
        await observatory.WaitUntilReplicatedAsync();

        stage.OceanToMain.BytesPerSecond = 1_000_000 / 8;
        var files = Enumerable.Range(0, 10_000).Select(number => new
        {
            executed_obs_unit_id = execution,
            name = $"{number:D5}-{Guid.CreateVersion7()}.fits",
            relative_path = $"2023/03/28/{execution}/{Guid.CreateVersion7()}",
            size_bytes = number,
        });
        var bulk = (await observatory.SendAsync(HttpMethod.Post, "/raw_data_files/bulk", files)).Transaction;
        var next = (await observatory.StartAsync()).Transaction;

        Assert.That(
            (await observatory.TransactionAsync(bulk, "?wait=90")).Text("state"), Is.AnyOf("committed", "replicated"), observatory.Process.Output);
        Assert.That((await observatory.TransactionAsync(next, "?wait=5")).Text("state"), Is.AnyOf("committed", "replicated"));
    }
}
