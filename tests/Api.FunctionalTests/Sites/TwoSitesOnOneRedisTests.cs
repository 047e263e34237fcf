using System.Net;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Api.FunctionalTests.Sites;

internal sealed class TwoSitesOnOneRedisTests
{
    private TwoSiteStage stage = null!;
    private Site atacama = null!;
    private Site simulator = null!;
    private ConnectionMultiplexer redis = null!;
    private string[] before = [];

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        stage = await SharedStage.GetAsync();
        redis = await ConnectionMultiplexer.ConnectAsync(stage.Redis.ConnectionString);
        before = Keys("*");
        stage.OceanToMain.Cut();
        atacama = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "atacama"));
        simulator = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "atacama-simulator"));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await atacama.DisposeAsync();
        await simulator.DisposeAsync();
        await redis.DisposeAsync();
        stage.OceanToMain.Restore();
    }

    [Test]
    public async Task An_execution_is_seen_only_at_the_site_that_took_it()
    {
        var execution = await atacama.StartedAsync();
        Assert.That((await atacama.AskAsync($"/executed_obs_units/{execution}")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await simulator.AskAsync($"/executed_obs_units/{execution}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_transaction_is_seen_only_at_the_site_that_took_it()
    {
        var transaction = (await atacama.StartAsync()).Transaction;
        Assert.That((await atacama.TransactionAsync(transaction)).Text("state"), Is.AnyOf("buffered", "applying"));
        Assert.That((await simulator.AskAsync($"/api/transactions/{transaction}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task One_idempotency_key_and_one_id_serve_at_both_sites()
    {
        var body = new { obs_unit_id = 1, id = Guid.CreateVersion7() };
        foreach (var site in new[] { atacama, simulator })
        {
            var answer = await site.SendAsync(HttpMethod.Post, "/executed_obs_units/start", body, ("Idempotency-Key", "same"));
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created));
            Assert.That((await site.TransactionAsync(answer.Transaction)).Text("site_name"), Is.EqualTo(NameOf(site)));
        }
    }

    [Test]
    public async Task All_keys_begin_with_the_name_of_their_site()
    {
        await atacama.StartedAsync();
        await simulator.StartedAsync();
        Assert.That(Keys("*").Except(before), Is.Not.Empty.And.All.Matches("^site:(atacama|atacama-simulator):.+"));
    }

    [Test]
    public async Task A_site_whose_keys_are_deleted_takes_nothing_from_the_other()
    {
        await simulator.StartedAsync();
        var execution = await atacama.StartedAsync();
        await redis.GetDatabase().KeyDeleteAsync([.. Keys("site:atacama-simulator:*").Select(key => (RedisKey)key)]);

        Assert.That((await atacama.AskAsync($"/executed_obs_units/{execution}")).IsWaiting);
        Assert.That(Site.Number(await simulator.GetAsync("/api/buffer"), "depth"), Is.Zero);
    }

    private string NameOf(Site site) => site == atacama ? "atacama" : "atacama-simulator";

    private string[] Keys(string pattern) => [.. redis.GetServers()[0].Keys(pattern: pattern).Select(key => key.ToString())];
}
