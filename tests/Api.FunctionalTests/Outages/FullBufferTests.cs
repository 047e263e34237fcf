using System.Net;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Outages;

/// <summary>A telescope with places for five writes, and with main away for as long as it takes to fill them.</summary>
internal sealed class FullBufferTests
{
    private TwoSiteStage stage = null!;
    private Site observatory = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        stage = await SharedStage.GetAsync();
        stage.OceanToMain.Cut();
        observatory = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "full"), ("TRANSACTION_BUFFER_SIZE", "5"));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await observatory.DisposeAsync();
        stage.OceanToMain.Restore();
    }

    [Test]
    public async Task It_warns_then_refuses_new_work_still_takes_the_end_of_old_work_and_recovers()
    {
        var started = new List<Guid>();
        for (var place = 0; place < 3; place++)
            started.Add(await observatory.StartedAsync());
        Assert.That((await observatory.GetAsync("/health")).Text("problems"), Does.Not.Contain("places in the buffer"));
        started.Add(await observatory.StartedAsync());
        var health = await observatory.GetAsync("/health");
        Assert.That(health.Text("status"), Is.EqualTo("degraded"));
        Assert.That(health.Text("problems"), Does.Contain("4 of 5 places in the buffer are taken"));
        started.Add(await observatory.StartedAsync());

        var refused = Guid.CreateVersion7();
        var answer = await observatory.StartAsync(id: refused);
        Assert.That((answer.Status, answer.Problem), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "buffer-full")));
        Assert.That(answer.Header("Retry-After"), Does.Match("^[0-9]+$"));
        Assert.That((await observatory.RegisterFileAsync(started[0])).Problem, Is.EqualTo("buffer-full"));
        Assert.That((await observatory.AskAsync($"/executed_obs_units/{refused}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(Site.Number(await observatory.GetAsync("/api/buffer"), "depth"), Is.EqualTo(5));

        foreach (var execution in started)
            Assert.That((await observatory.FinishAsync(execution)).Status, Is.EqualTo(HttpStatusCode.OK));

        stage.OceanToMain.Restore();
        await observatory.WaitUntilReplicatedAsync();
        await observatory.StartedAsync();
    }
}
