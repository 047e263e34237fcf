using System.Net;
using CcatOps.Api.FunctionalTests.Embedded;
using CcatOps.Api.FunctionalTests.Stage;
using StackExchange.Redis;

namespace CcatOps.Api.FunctionalTests.Http;

/// <summary>The buffer keeps no content of what the replica shows, and a repetition still gets the first answer.</summary>
internal sealed class ReleasedRepetitionTests
{
    [Test]
    public async Task In_redis_a_repetition_of_what_was_released_gets_the_first_answer()
    {
        await using var observatory = await Site.StartSecondaryAsync(SharedSites.Stage, ("SITE_NAME", "released"));
        await RepeatAsync(observatory, () => Task.CompletedTask);
    }

    [Test]
    public async Task In_redis_a_repetition_of_what_was_forgotten_gets_the_first_answer()
    {
        await using var observatory = await Site.StartSecondaryAsync(SharedSites.Stage, ("SITE_NAME", "forgotten"));
        await RepeatAsync(observatory, () => ForgetAsync("forgotten"));
    }

    [Test]
    public async Task In_a_file_a_repetition_of_what_was_released_gets_the_first_answer()
    {
        await using var service = await EmbeddedService.StartAsync();
        await RepeatAsync(service, () => Task.CompletedTask);
    }

    private static async Task RepeatAsync(Site site, Func<Task> forgetAsync)
    {
        var run = $"{Guid.NewGuid()}";
        var start = await SendAsync("start", "/executed_obs_units/start", new { obs_unit_id = 1, conditions = new { pwv = 1.50, a = 1 } });
        var id = start.Json.Text("id")!;
        var file = await SendAsync("file", "/raw_data_files/", new { executed_obs_unit_id = id, name = "a.fits" });
        object[] bulk = [.. new[] { 3, 2, 1 }.Select(size => new { executed_obs_unit_id = id, name = "b.fits", size_bytes = size })];
        var files = await SendAsync("files", "/raw_data_files/bulk", bulk);
        Answer[] first = [start, file, files];
        Assert.That(first.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.Created), string.Join('\n', first.Select(answer => answer.Text)));
        Assert.That((await site.FinishAsync(Guid.Parse(id))).Status, Is.EqualTo(HttpStatusCode.OK));
        await site.WaitUntilReplicatedAsync();
        await forgetAsync();

        Answer[] again =
        [
            await SendAsync("start", "/executed_obs_units/start", new { obs_unit_id = 1, conditions = new { pwv = 1.50, a = 1 } }),
            await SendAsync("file", "/raw_data_files/", new { executed_obs_unit_id = id, name = "a.fits" }),
            await SendAsync("files", "/raw_data_files/bulk", bulk),
        ];
        Assert.That(again.Select(answer => answer.Text), Is.EqualTo(first.Select(answer => answer.Text)));
        var other = await SendAsync("start", "/executed_obs_units/start", new { obs_unit_id = 2 });
        Assert.That((other.Status, other.Problem), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "idempotency-mismatch")));

        var record = await site.TransactionAsync(start.Json.Text("sync", "transaction_id")!);
        Assert.That((record.Text("state"), record.Text("operation")), Is.EqualTo(("replicated", "start_observation")));
        Assert.That(record["entities"]!.ToJsonString(), Does.Contain(id));

        Task<Answer> SendAsync(string key, string path, object body) =>
            site.SendAsync(HttpMethod.Post, path, body, ("Idempotency-Key", $"{key}-{run}"));
    }

    /// <summary>Takes out of Redis what expires there eight days after the release.</summary>
    private static async Task ForgetAsync(string site)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(SharedSites.Stage.Redis.ConnectionString);
        var expiring = new List<RedisKey>();
        await foreach (var key in redis.GetServers()[0].KeysAsync(pattern: $"site:{site}:*"))
        {
            if (await redis.GetDatabase().KeyTimeToLiveAsync(key) is not null)
                expiring.Add(key);
        }

        Assert.That(await redis.GetDatabase().KeyDeleteAsync([.. expiring]), Is.GreaterThan(6));
    }
}
