using System.Net;
using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;

namespace CcatOps.Api.FunctionalTests.Http;

internal sealed class BulkTests
{
    private const string Bulk = "/raw_data_files/bulk";
    private const int Most = 10_000;

    [Test]
    public async Task Ten_thousand_files_are_one_transaction_and_all_reach_the_replica()
    {
        await using var site = await Site.StartSecondaryAsync(SharedSites.Stage, ("SITE_NAME", "bulk"));
        var execution = await site.StartedAsync();
        var answer = await site.SendAsync(HttpMethod.Post, Bulk, Files(execution, Most));
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created), answer.Text[..Math.Min(500, answer.Text.Length)]);
        Assert.That(Site.Number(answer.Json, "count"), Is.EqualTo(Most));
        Assert.That(answer.Json["ids"]!.AsArray().Select(id => id!.ToString()), Is.Unique.And.Exactly(Most).Items);

        var record = await site.TransactionAsync(answer.Transaction, "?wait=60&until=replicated");
        Assert.That(record.Text("state"), Is.EqualTo("replicated"), record.ToJsonString());
        Assert.That(
            await Tables.CountAsync(SharedSites.Stage.Replica, "raw_data_file", $"executed_obs_unit_id = '{execution}'"), Is.EqualTo(Most));
        Assert.That(await Tables.CountAsync(SharedSites.Stage.Primary, "applied_transaction", "site_name = 'bulk' and operation <> 'record_token_use'"), Is.EqualTo(2));
    }

    [Test]
    public async Task One_more_is_too_many()
    {
        var answer = await SharedSites.Observatory.SendAsync(HttpMethod.Post, Bulk, Files(Guid.CreateVersion7(), Most + 1));
        Assert.That((answer.Status, answer.Problem), Is.EqualTo((HttpStatusCode.BadRequest, "validation")));
        Assert.That(answer.Json.Text("detail"), Does.Contain($"{Most}"));
    }

    [Test]
    public async Task One_bad_file_is_named_and_none_is_stored([Values] bool atMain)
    {
        var site = atMain ? SharedSites.Cologne : SharedSites.Observatory;
        var execution = await site.StartedAsync();
        var before = await SharedSites.DepthAsync();
        var files = Files(execution, 5);
        files[3] = new { executed_obs_unit_id = execution, name = "" };

        var answer = await site.SendAsync(HttpMethod.Post, Bulk, files);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.Fields, Is.EqualTo(new[] { "[3].name" }));
        Assert.That(await SharedSites.DepthAsync(), Is.EqualTo(before));
        await AssertHasNoFileAsync(site, execution);
    }

    [Test]
    public async Task At_a_main_site_one_file_of_an_unknown_execution_keeps_all_out()
    {
        var execution = await SharedSites.Cologne.StartedAsync();
        var files = Files(execution, 5);
        files[4] = new { executed_obs_unit_id = Guid.CreateVersion7(), name = "lost.fits" };
        var answer = await SharedSites.Cologne.SendAsync(HttpMethod.Post, Bulk, files);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(answer.Fields.Single(), Does.Contain("executed_obs_unit_id"));
        await AssertHasNoFileAsync(SharedSites.Cologne, execution);
    }

    private static object[] Files(Guid execution, int count) =>
        [.. Enumerable.Range(0, count).Select(number => new { executed_obs_unit_id = execution, name = $"{number:D5}.fits", size_bytes = number })];

    private static async Task AssertHasNoFileAsync(Site site, Guid execution) =>
        Assert.That((await site.GetAsync($"/raw_data_files?executed_obs_unit_id={execution}"))["items"]!.AsArray(), Is.Empty);
}
