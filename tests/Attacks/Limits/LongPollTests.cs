using System.Net;
using System.Text.Json.Nodes;
using CcatOps.Attacks.Stage;
using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Attacks.Limits;

internal sealed class LongPollTests
{
    private const int Waits = 30;
    private static readonly string[] Principals = ["admin", "service", "observer", "viewer"];

    private TwoSiteStage stage = null!;
    private AttackedSite site = null!;
    private string transaction = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        stage = await AttackStage.StartAsync();
        site = await AttackedSite.StartAsync(SiteSettings.OfTelescope(stage, "long-polls"));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await site.DisposeAsync();
        await stage.DisposeAsync();
    }

    [SetUp]
    public async Task BufferAsync()
    {
        await AttackedSite.SendAsync(site.Admin, HttpMethod.Post, "/api/buffer/pause", new { reason = "attack" });
        var (_, text) = await AttackedSite.SendAsync(site.Admin, HttpMethod.Post, "/executed_obs_units/start", new { obs_unit_id = 1 });
        transaction = JsonNode.Parse(text)!["sync"]!["transaction_id"]!.GetValue<string>();
    }

    [Test]
    public async Task A_principal_may_have_a_few_answers_held()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Waits).Select(_ => WaitAsync(site.Admin, 10)));

        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.OK), Is.InRange(1, 10));
        Assert.That(answers.Where(answer => answer.Status != HttpStatusCode.OK), Has.All.EqualTo((HttpStatusCode.TooManyRequests, "too-many-waits")));
    }

    [Test]
    public async Task Those_who_wait_share_the_look_at_the_buffer()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{stage.Redis.ConnectionString},allowAdmin=true");
        var ofOne = await CommandsDuringAsync(redis, () => WaitAsync(site.Admin, 4));
        HttpClient[] clients = [.. Principals.Select(principal => site.Client().With(TestTokens.Of(principal)))];
        try
        {
            var ofMany = await CommandsDuringAsync(redis, () => Task.WhenAll(clients.SelectMany(client => Enumerable.Range(0, 8).Select(_ => WaitAsync(client, 4)))));
            Assert.That(ofMany, Is.LessThan((2 * ofOne) + 500), "commands of 32 waits, and of one");
        }
        finally
        {
            Array.ForEach(clients, client => client.Dispose());
        }
    }

    [Test]
    public async Task A_wait_ends_with_the_event_that_it_waits_for()
    {
        var answer = WaitAsync(site.Admin, 120);
        await AttackedSite.SendAsync(site.Admin, HttpMethod.Post, "/api/buffer/resume", new { });
        Assert.That((await answer).Text, Is.AnyOf("committed", "replicated"));
    }

    private static async Task<long> CommandsDuringAsync(ConnectionMultiplexer redis, Func<Task> act)
    {
        var before = await CommandsAsync(redis);
        await act();
        return await CommandsAsync(redis) - before;
    }

    private static async Task<long> CommandsAsync(ConnectionMultiplexer redis)
    {
        var stats = (await redis.GetServers().Single().InfoAsync("stats")).Single();
        return long.Parse(stats.Single(entry => entry.Key == "total_commands_processed").Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <returns>The state of the transaction, or the type of the problem.</returns>
    private async Task<(HttpStatusCode Status, string Text)> WaitAsync(HttpClient client, int seconds)
    {
        var (status, text) = await AttackedSite.SendAsync(client, HttpMethod.Get, $"/api/transactions/{transaction}?wait={seconds}");
        return (status, status == HttpStatusCode.OK ? JsonNode.Parse(text)!["state"]!.GetValue<string>() : AttackedSite.ProblemOf(text));
    }
}
