using System.Net;
using CcatOps.Api.FunctionalTests.Stage;

namespace CcatOps.Api.FunctionalTests.Http;

internal sealed class HeadersTests
{
    private static Site Site => SharedSites.Observatory;

    [Test]
    public async Task A_new_record_says_where_it_is_and_where_its_way_can_be_followed()
    {
        var answer = await Site.StartAsync();
        Assert.That(answer.Header("Location"), Is.EqualTo($"/executed_obs_units/{answer.Json.Text("id")}"));
        Assert.That(answer.Header("Link"), Is.EqualTo($"</api/transactions/{answer.Transaction}>; rel=\"status\""));
        Assert.That((await Site.AskAsync(answer.Header("Location")!)).Json.Text("id"), Is.EqualTo(answer.Json.Text("id")));
    }

    [Test]
    public async Task A_client_that_has_this_version_is_not_sent_it_again()
    {
        var path = $"/executed_obs_units/{await Site.StartedAsync()}";
        var tag = (await Site.AskAsync(path)).Header("ETag")!;
        var answer = await Site.AskAsync(path, ("If-None-Match", tag));
        Assert.That((answer.Status, answer.Text, answer.Header("ETag")), Is.EqualTo((HttpStatusCode.NotModified, "", tag)));
    }

    [Test]
    public async Task A_client_that_has_an_older_version_is_sent_the_new_one()
    {
        var execution = await Site.StartedAsync();
        var path = $"/executed_obs_units/{execution}";
        var tag = (await Site.AskAsync(path)).Header("ETag")!;
        await Site.FinishAsync(execution);
        var answer = await Site.AskAsync(path, ("If-None-Match", tag));
        Assert.That((answer.Status, answer.Json.Text("status")), Is.EqualTo((HttpStatusCode.OK, "completed")));
    }

    [Test]
    public async Task A_finish_of_another_version_is_refused()
    {
        var execution = await Site.StartedAsync();
        var answer = await FinishIfAsync(execution, "\"0000000000000000-0000000000000000\"");
        Assert.That((answer.Status, answer.Problem), Is.EqualTo((HttpStatusCode.PreconditionFailed, "precondition-failed")));
        Assert.That((await Site.AskAsync($"/executed_obs_units/{execution}")).Json.Text("status"), Is.EqualTo("running"));
    }

    [Test]
    public async Task A_finish_of_the_version_that_was_read_is_taken_though_files_came_since()
    {
        var execution = await Site.StartedAsync();
        var tag = (await Site.AskAsync($"/executed_obs_units/{execution}")).Header("ETag")!;
        await Site.RegisterFileAsync(execution);
        Assert.That((await FinishIfAsync(execution, tag)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("/executed_obs_units")]
    [TestCase("/raw_data_files")]
    [TestCase("/obs_unit")]
    [TestCase("/api/site/info")]
    [TestCase("/api/transactions")]
    [TestCase("/api/buffer")]
    [TestCase("/api/replication")]
    [TestCase("/health")]
    [TestCase("/health/live")]
    [TestCase("/health/ready")]
    public async Task Paths_are_the_same_with_and_without_a_trailing_slash(string path)
    {
        Assert.That((await Site.AskAsync(path)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await Site.AskAsync($"{path}/")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("/raw_data_files")]
    [TestCase("/raw_data_files/")]
    public async Task A_write_is_taken_with_and_without_a_trailing_slash(string path)
    {
        var body = new { executed_obs_unit_id = await Site.StartedAsync(), name = "a.fits" };
        Assert.That((await Site.SendAsync(HttpMethod.Post, path, body)).Status, Is.EqualTo(HttpStatusCode.Created));
    }

    [TestCase("/executed_obs_units?obs_unit=1", "obs_unit")]
    [TestCase("/executed_obs_units?limit=0", "limit")]
    [TestCase("/executed_obs_units?limit=1001", "limit")]
    [TestCase("/executed_obs_units?status=done", "status")]
    [TestCase("/executed_obs_units?min_start_time=2023-03-28T00:00:00", "min_start_time")]
    [TestCase("/executed_obs_units?cursor=nonsense", "cursor")]
    [TestCase("/raw_data_files?executed_obs_unit_id=1", "executed_obs_unit_id")]
    [TestCase("/api/transactions?state=lost", "state")]
    [TestCase("/api/site/info?verbose=1", "verbose")]
    public async Task A_parameter_that_is_unknown_or_wrong_is_refused_by_name(string path, string parameter)
    {
        var answer = await Site.AskAsync(path);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Text);
        Assert.That(answer.Fields, Is.EqualTo(new[] { parameter }));
    }

    [TestCase("/no/such/path", HttpStatusCode.NotFound)]
    [TestCase("/executed_obs_units/01872600-0000-7000-8000-00000000ffff", HttpStatusCode.NotFound)]
    [TestCase("/executed_obs_units/abc", HttpStatusCode.BadRequest)]
    public async Task What_is_not_there_is_a_problem_in_json(string path, HttpStatusCode status)
    {
        var answer = await Site.AskAsync(path);
        Assert.That((answer.Status, answer.MediaType), Is.EqualTo((status, "application/problem+json")), answer.Text);
    }

    private static Task<Answer> FinishIfAsync(Guid execution, string tag) => Site.SendAsync(
        HttpMethod.Put, $"/executed_obs_units/{execution}/finish", new { status = "completed" }, ("If-Match", tag));
}
