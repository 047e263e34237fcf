using System.Collections.Concurrent;
using System.Net;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Api.FunctionalTests.Processes;

internal sealed class ShutdownTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    [Test]
    public async Task Told_to_end_under_load_it_ends_in_time_and_every_answered_write_is_safe()
    {
        await using var stage = await Scenery.StartAsync(new() { RoundTrip = TimeSpan.FromMilliseconds(100) });
        await using var observatory = await Site.StartSecondaryAsync(stage);
        // The replica never shows it, so the request waits until the service ends.
        await stage.Replica.PauseReplayAsync();
        var first = (await observatory.StartAsync()).Transaction;
        var question = observatory.TransactionAsync(first, "?wait=60&until=replicated");
        var answered = new ConcurrentBag<Guid>();
        var writers = Enumerable.Range(0, 8).Select(_ => WriteUntilRefusedAsync(observatory, answered)).ToArray();
        await observatory.TransactionAsync(first, "?wait=30&until=committed");
        await Eventually.WaitForAsync(() => answered.Count > 200, TimeSpan.FromSeconds(30), "there should be load");

        Assert.That(question.IsCompleted, Is.False);
        Assert.That(await observatory.Process.TerminateAsync().WaitAsync(Bound), Is.Zero, observatory.Process.Output);
        Assert.That((await question).Text("state"), Is.AnyOf("buffered", "applying", "committed"));
        await Task.WhenAll(writers);

        await using var redis = await ConnectionMultiplexer.ConnectAsync(stage.Redis.ConnectionString);
        var buffered = await redis.GetDatabase().ListRangeAsync("site:observatory:transaction_buffer");
        var applied = await stage.Primary.ReadAsync<Guid[]>("select array_agg(transaction_id) from applied_transaction");
        Assert.That(answered, Is.SubsetOf(buffered.Select(id => Guid.Parse(id.ToString())).Concat(applied!)));
        Assert.That(applied, Is.Unique);
    }

    [Test]
    public async Task A_main_site_told_to_end_under_load_ends_in_time_and_every_answered_write_is_stored()
    {
        await using var main = await PostgresServer.CreateAsync();
        await using var cologne = await Site.StartMainAsync(main);
        await Scenery.PlanAsync(main, 1);
        var answered = new ConcurrentBag<Guid>();
        var writers = Enumerable.Range(0, 8).Select(_ => WriteUntilRefusedAsync(cologne, answered)).ToArray();
        await Eventually.WaitForAsync(() => answered.Count > 200, TimeSpan.FromSeconds(30), "there should be load");

        Assert.That(await cologne.Process.TerminateAsync().WaitAsync(Bound), Is.Zero, cologne.Process.Output);
        await Task.WhenAll(writers);
        var applied = await main.ReadAsync<Guid[]>("select array_agg(transaction_id) from applied_transaction");
        Assert.That(answered, Is.SubsetOf(applied!));
    }

    private static async Task WriteUntilRefusedAsync(Site site, ConcurrentBag<Guid> answered)
    {
        try
        {
            while (await site.StartAsync() is { Status: HttpStatusCode.Created } answer)
                answered.Add(Guid.Parse(answer.Transaction));
        }
        catch (HttpRequestException)
        {
            // The service has ended.
        }
    }
}
