using System.Net;
using System.Text.Json.Nodes;
using CcatOps.Attacks.Stage;
using CcatOps.TestBed;

namespace CcatOps.Attacks.Limits;

internal sealed class FullBufferTests
{
    private const int Size = 50;
    private const int Bytes = 200_000;

    private TwoSiteStage stage = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => stage = await AttackStage.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await stage.DisposeAsync();

    [Test]
    public async Task A_script_does_not_take_the_last_places_of_the_buffer()
    {
        await using var site = await StartPausedAsync("places", ("TRANSACTION_BUFFER_SIZE", $"{Size}"));
        using var script = site.Client().With(TestTokens.Of("service"));
        var answers = new List<(HttpStatusCode Status, string Text)>();
        for (var i = 0; i < 2 * Size; i++)
            answers.Add(await BeginAsync(script));
        var (status, text) = await BeginAsync(site.Admin);

        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.Created), Is.EqualTo(Size * 9 / 10));
        Assert.That(answers[^1].Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(answers[^1].Text, Does.Contain("of the same principal"));
        Assert.That(status, Is.EqualTo(HttpStatusCode.Created), text);
    }

    [Test]
    public async Task Large_bodies_do_not_fill_the_memory_before_the_places_are_taken()
    {
        await using var site = await StartPausedAsync("bytes", ("TRANSACTION_BUFFER_BYTES", $"{Bytes}"));
        var (_, started) = await BeginAsync(site.Admin);
        var execution = JsonNode.Parse(started)!["id"]!.GetValue<string>();
        var answers = new List<HttpStatusCode>();
        for (var bulk = 0; bulk < 20; bulk++)
        {
            var files = Enumerable.Range(0, 100).Select(number => new { executed_obs_unit_id = execution, name = $"{bulk}-{number}.fits", size_bytes = 1 });
            answers.Add((await AttackedSite.SendAsync(site.Admin, HttpMethod.Post, "/raw_data_files/bulk", files)).Status);
        }

        var (_, buffer) = await AttackedSite.SendAsync(site.Admin, HttpMethod.Get, "/api/buffer");
        Assert.That(answers.Distinct(), Is.EqualTo(new[] { HttpStatusCode.Created, HttpStatusCode.ServiceUnavailable }));
        Assert.That(JsonNode.Parse(buffer)!["waiting_bytes"]!.GetValue<long>(), Is.InRange(Bytes / 2, 2 * Bytes), buffer);
    }

    private async Task<AttackedSite> StartPausedAsync(string name, params (string Name, string Value)[] more)
    {
        var site = await AttackedSite.StartAsync(SiteSettings.OfTelescope(stage, name).With(more));
        await AttackedSite.SendAsync(site.Admin, HttpMethod.Post, "/api/buffer/pause", new { reason = "attack" });
        return site;
    }

    private static Task<(HttpStatusCode Status, string Text)> BeginAsync(HttpClient client) =>
        AttackedSite.SendAsync(client, HttpMethod.Post, "/executed_obs_units/start", new { obs_unit_id = 1 });
}
