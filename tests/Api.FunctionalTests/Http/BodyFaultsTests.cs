using System.Net;
using System.Text;
using CcatOps.Api.FunctionalTests.Stage;

namespace CcatOps.Api.FunctionalTests.Http;

internal sealed class BodyFaultsTests
{
    private const string Start = "/executed_obs_units/start";
    private const string File = "/raw_data_files/";
    private const string Bulk = "/raw_data_files/bulk";
    private const string Execution = "01872600-0000-7000-8000-000000000001";

    [TestCase(Start, "not json", "", "malformed-body")]
    [TestCase(Start, """{"obs_unit_id": 1""", "obs_unit_id", "malformed-body", Description = "broken off")]
    [TestCase(Start, "", "", "malformed-body")]
    [TestCase(Start, "[]", "", "validation")]
    [TestCase(Start, "1", "", "validation")]
    [TestCase(Start, "{}", "obs_unit_id", "validation")]
    [TestCase(Start, """{"obs_unit_id": null}""", "obs_unit_id", "validation")]
    [TestCase(Start, """{"obs_unit_id": "1"}""", "obs_unit_id", "validation")]
    [TestCase(Start, """{"obs_unit_id": 1.5}""", "obs_unit_id", "validation")]
    [TestCase(Start, """{"obs_unit_id": true}""", "obs_unit_id", "validation")]
    [TestCase(Start, """{"obs_unit_id": 0}""", "obs_unit_id", "validation")]
    [TestCase(Start, """{"obs_unit_id": 2147483648}""", "obs_unit_id", "validation")]
    [TestCase(Start, """{"obs_unit_id": 1, "obs_unit": 2}""", "obs_unit", "validation")]
    [TestCase(Start, """{"obs_unit_id": 1, "ObsUnitId": 2}""", "ObsUnitId", "validation")]
    [TestCase(Start, """{"obs_unit_id": 1, "obs_unit_id": 2}""", "obs_unit_id", "validation")]
    [TestCase(Start, """{"obs_unit_id": 1, "start_time": "2023-03-28T02:38:42"}""", "start_time", "validation")]
    [TestCase(Start, """{"obs_unit_id": 1, "start_time": "2023-02-30T02:38:42Z"}""", "start_time", "validation")]
    [TestCase(Start, """{"obs_unit_id": 1, "start_time": 1679970000}""", "start_time", "validation")]
    [TestCase(Start, """{"obs_unit_id": 1, "id": "17"}""", "id", "validation")]
    [TestCase(Start, """{"obs_unit_id": 1, "id": "00000000-0000-0000-0000-000000000000"}""", "id", "validation")]
    [TestCase(Start, """{"obs_unit_id": 1, "comment": 5}""", "comment", "validation")]
    [TestCase(Start, """{"obs_unit_id": 1, "comment": "a\u0000b"}""", "comment", "validation")]
    [TestCase(Start, """{"obs_unit_id": 1, "conditions": []}""", "conditions", "validation")]
    [TestCase(Start, """{"obs_unit_id": 1, "conditions": {"pwv": 1e999}}""", "conditions", "validation")]
    [TestCase(File, $$"""{"executed_obs_unit_id": "{{Execution}}"}""", "name", "validation")]
    [TestCase(File, """{"name": "a"}""", "executed_obs_unit_id", "validation")]
    [TestCase(File, $$"""{"executed_obs_unit_id": "{{Execution}}", "name": "a", "size_bytes": 9223372036854775808}""", "size_bytes", "validation")]
    [TestCase(File, $$"""{"executed_obs_unit_id": "{{Execution}}", "name": "a", "size_bytes": -1}""", "size_bytes", "validation")]
    [TestCase(File, $$"""{"executed_obs_unit_id": "{{Execution}}", "name": "a", "checksum": "9f86"}""", "checksum", "validation")]
    [TestCase(Bulk, "{}", "", "validation")]
    [TestCase(Bulk, "[]", "", "validation")]
    [TestCase(Bulk, "[null]", "[0]", "validation")]
    [TestCase(Bulk, $$"""[{"executed_obs_unit_id": "{{Execution}}", "name": 5}]""", "[0].name", "validation")]
    [TestCase(Bulk, $$"""[{"executed_obs_unit_id": "{{Execution}}", "name": "a", "nam": ""}]""", "[0].nam", "validation")]
    public async Task A_wrong_body_is_refused_with_the_name_of_the_field_and_nothing_is_stored(
        string path, string body, string field, string problem)
    {
        var before = await SharedSites.DepthAsync();
        var answer = await SharedSites.Observatory.SendTextAsync(HttpMethod.Post, path, body);
        AssertRefused(answer, field, problem);
        Assert.That(await SharedSites.DepthAsync(), Is.EqualTo(before));
    }

    [TestCase("{}", "status")]
    [TestCase("""{"status": "done"}""", "status")]
    [TestCase("""{"status": "running"}""", "status")]
    [TestCase("""{"status": "completed", "end_time": "2023-03-28T02:38:42"}""", "end_time")]
    [TestCase("""{"status": "completed", "end_time": "2001-01-01T00:00:00Z"}""", "end_time", Description = "before the start")]
    [TestCase("""{"status": "completed", "id": "01872600-0000-7000-8000-000000000001"}""", "id")]
    public async Task A_wrong_finish_is_refused_with_the_name_of_the_field_and_leaves_the_execution_running(string body, string field)
    {
        var execution = await SharedSites.Observatory.StartedAsync();
        var before = await SharedSites.DepthAsync();
        var answer = await SharedSites.Observatory.SendTextAsync(HttpMethod.Put, $"/executed_obs_units/{execution}/finish", body);
        AssertRefused(answer, field, "validation");
        Assert.That(await SharedSites.DepthAsync(), Is.EqualTo(before));
        var read = await SharedSites.Observatory.AskAsync($"/executed_obs_units/{execution}");
        Assert.That(read.Json.Text("status"), Is.EqualTo("running"));
    }

    [Test]
    public async Task A_wrong_value_is_answered_with_the_valid_ones()
    {
        var execution = await SharedSites.Observatory.StartedAsync();
        var answer = await SharedSites.Observatory.SendTextAsync(
            HttpMethod.Put, $"/executed_obs_units/{execution}/finish", """{"status": "done"}""");
        Assert.That(answer.Json.Text("errors"), Does.Contain("completed, failed, aborted"));
    }

    [Test]
    public async Task All_faults_of_a_body_are_told_at_once()
    {
        var answer = await SharedSites.Observatory.SendTextAsync(HttpMethod.Post, File, """{"size_bytes": -1, "checksum": "x"}""");
        Assert.That(answer.Fields, Is.EquivalentTo(new[] { "executed_obs_unit_id", "name", "size_bytes", "checksum" }));
    }

    [Test]
    public async Task A_body_of_another_type_is_refused_as_such()
    {
        using var form = new StringContent("obs_unit_id=1", Encoding.UTF8, "application/x-www-form-urlencoded");
        var answer = await SharedSites.Observatory.Client.SendAsync(HttpMethod.Post, Start, form);
        Assert.That((answer.Status, answer.Problem), Is.EqualTo((HttpStatusCode.UnsupportedMediaType, "unsupported-media-type")));
    }

    [TestCase("nonsense")]
    [TestCase("utf-7")]
    [TestCase("\"")]
    public async Task A_body_in_a_charset_that_nobody_knows_is_refused_as_such(string charset)
    {
        using var body = new ByteArrayContent("""{"obs_unit_id": 1}"""u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", $"application/json; charset={charset}");
        var answer = await SharedSites.Observatory.Client.SendAsync(HttpMethod.Post, Start, body);
        Assert.That((answer.Status, answer.Problem), Is.EqualTo((HttpStatusCode.UnsupportedMediaType, "unsupported-media-type")), answer.Text);
    }

    private static void AssertRefused(Answer answer, string field, string problem)
    {
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Text);
        Assert.That(answer.MediaType, Is.EqualTo("application/problem+json"));
        Assert.That(answer.Problem, Is.EqualTo(problem), answer.Text);
        Assert.That(answer.Fields, Is.EqualTo(new[] { field }), answer.Text);
        Assert.That(answer.Json.Text("trace_id"), Is.Not.Null.And.Not.Empty);
        Assert.That(answer.Json.Text("remedy"), Is.Not.Null.And.Not.Empty);
    }
}
