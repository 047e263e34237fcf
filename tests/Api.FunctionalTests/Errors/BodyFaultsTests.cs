using System.Net;
using System.Net.Http.Headers;
using CcatOps.TestBed;
using Moq;
using Transaction = CcatOps.Domain.Writes.Transaction;

namespace CcatOps.Api.FunctionalTests.Errors;

internal sealed class BodyFaultsTests
{
    private const string Execution = "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11";

    private MockedService service = null!;

    [OneTimeSetUp]
    public async Task Start() => service = await MockedService.StartAsync();

    [OneTimeTearDown]
    public async Task Stop()
    {
        service.DirectWriter.Verify(writer => writer.WriteAsync(It.IsAny<Transaction>(), It.IsAny<CancellationToken>()), Times.Never);
        await service.DisposeAsync();
    }

    [TestCase("""{}""", "obs_unit_id", "is required")]
    [TestCase("""{"obs_unit_id": "x"}""", "obs_unit_id", "must be an integer")]
    [TestCase("""{"obs_unit_id": 1.5}""", "obs_unit_id", "must be an integer")]
    [TestCase("""{"obs_unit_id": 99999999999}""", "obs_unit_id", "must be an integer between")]
    [TestCase("""{"obs_unit_id": 0}""", "obs_unit_id", "positive")]
    [TestCase("""{"obs_unit_id": 1, "obs_unit_id": 2}""", "obs_unit_id", "twice")]
    [TestCase("""{"obs_unit_id": 1, "nope": 2}""", "nope", "not a known field")]
    [TestCase("""{"Obs_Unit_Id": 1}""", "Obs_Unit_Id", "not a known field")]
    [TestCase("""{"obs_unit_id": 1, "two words": 2}""", "two words", "not a known field")]
    [TestCase("""{"obs_unit_id": 1, "start_time": "2023-03-28T02:38:42"}""", "start_time", "zone")]
    [TestCase("""{"obs_unit_id": 1, "start_time": 5}""", "start_time", "ISO 8601")]
    [TestCase("""{"obs_unit_id": 1, "id": "5"}""", "id", "must be a UUID")]
    [TestCase("""{"obs_unit_id": 1, "id": "00000000-0000-0000-0000-000000000000"}""", "id", "nil")]
    [TestCase("""{"obs_unit_id": 1, "comment": 5}""", "comment", "text")]
    [TestCase("""{"obs_unit_id": 1, "comment": "\ud800"}""", "comment", "Unicode")]
    [TestCase("""{"obs_unit_id": 1, "comment": "a\u0000b"}""", "comment", "U+0000")]
    [TestCase("""{"obs_unit_id": 1, "conditions": [1]}""", "conditions", "object")]
    [TestCase("""{"obs_unit_id": 1, "conditions": {"a": {"b": 1, "b": 2}}}""", "conditions", "twice")]
    [TestCase("""{"obs_unit_id": 1, "conditions": {"a": "\ud800"}}""", "conditions", "Unicode")]
    [TestCase("""{"obs_unit_id": 1, "conditions": {"\ud800": 1}}""", "conditions", "Unicode")]
    [TestCase("""{"obs_unit_id": 1, "conditions": {"a\u0000": 1}}""", "conditions", "U+0000")]
    [TestCase("""{"obs_unit_id": 1, "conditions": {"a": 1e999}}""", "conditions", "double")]
    [TestCase("""{"obs_unit_id": 1, "conditions": {"a": 1e-20000}}""", "conditions", "16383 digits")]
    public async Task A_field_that_cannot_be_taken_is_named(string body, string field, string message) =>
        await AssertRefused("/executed_obs_units/start", body, "validation", field, message);

    [TestCase("", "missing")]
    [TestCase("null", "missing")]
    [TestCase("{", "not valid JSON")]
    [TestCase("""{"obs_unit_id": 1} x""", "not valid JSON")]
    public async Task What_is_not_JSON_is_malformed(string body, string message) =>
        await AssertRefused("/executed_obs_units/start", body, "malformed-body", "", message);

    [TestCase("[]", "JSON object")]
    [TestCase("5", "JSON object")]
    public async Task JSON_of_another_shape_is_refused(string body, string message) =>
        await AssertRefused("/executed_obs_units/start", body, "validation", "", message);

    [TestCase(31, null)]
    [TestCase(33, "levels deep")]
    [TestCase(61, "levels deep")]
    [TestCase(100, "depth")]
    public async Task Deep_nesting_is_refused_before_it_can_stop_the_drain(int levels, string? message)
    {
        var nested = new string('[', levels - 1) + new string(']', levels - 1);
        var body = $$"""{"obs_unit_id": 0, "conditions": {"a": {{nested}} } }""";

        var answer = await service.PostAsync("/executed_obs_units/start", body);

        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(text, message is null ? Does.Not.Contain("deep").And.Not.Contain("depth") : Does.Contain(message));
    }

    [TestCase("""[{"executed_obs_unit_id": "EXECUTION", "name": "a"}, {"nme": 1}]""", "[1].nme", "not a known field")]
    [TestCase("""[{"executed_obs_unit_id": "EXECUTION", "name": "a", "size_bytes": 1e30}]""", "[0].size_bytes", "integer between")]
    [TestCase("""[{"executed_obs_unit_id": "EXECUTION"}]""", "[0].name", "is required")]
    [TestCase("""[{"executed_obs_unit_id": "EXECUTION", "name": "a"}, null]""", "[1]", "object")]
    [TestCase("""{}""", "", "JSON array")]
    public async Task Items_of_a_bulk_write_are_named_by_their_places(string body, string field, string message) =>
        await AssertRefused(
            "/raw_data_files/bulk", body.Replace("EXECUTION", Execution, StringComparison.Ordinal), "validation", field, message);

    [TestCase("""{"name": "a", "duration_seconds": 1e999}""", "duration_seconds", "number")]
    [TestCase("""{"name": "a", "ra": 1e999}""", "ra", "between 0 and 360")]
    [TestCase("""{"name": "a", "ra": "x"}""", "ra", "degrees")]
    public async Task Numbers_that_no_column_keeps_are_refused(string body, string field, string message) =>
        await AssertRefused("/obs_unit", body, "validation", field, message);

    [Test]
    public async Task An_id_in_the_body_of_a_finish_is_an_unknown_field()
    {
        var answer = await service.PutAsync(
            $"/executed_obs_units/{Execution}/finish", $$"""{"status": "completed", "id": "{{Execution}}"}""");

        Assert.That((string?)(await MockedService.JsonOf(answer))["errors"]!["id"]![0], Is.EqualTo("is not a known field."));
    }

    [Test]
    public async Task Invalid_UTF8_is_refused()
    {
        var body = new ByteArrayContent([.. "{\"obs_unit_id\":1,\"comment\":\""u8, 0xff, .. "\"}"u8]);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        var answer = await service.Http.PostAsync("/executed_obs_units/start", body);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((string?)(await MockedService.JsonOf(answer))["errors"]!["comment"]![0], Does.Contain("Unicode"));
    }

    [Test]
    public async Task A_body_that_is_not_JSON_by_its_type_is_415()
    {
        var answer = await service.Http.PostAsync("/executed_obs_units/start", new StringContent("obs_unit_id=1"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That((string?)(await MockedService.JsonOf(answer))["type"], Is.EqualTo("/problems/unsupported-media-type"));
    }

    [TestCase("/executed_obs_units/start", 1)]
    [TestCase("/raw_data_files/bulk", 16)]
    public async Task A_body_over_the_limit_of_its_path_is_413(string path, int megabytes)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = MockedService.Json(new string(' ', (megabytes * 1024 * 1024) + 1)),
        };
        request.Headers.ExpectContinue = true;

        var answer = await service.Http.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That((string?)(await MockedService.JsonOf(answer))["type"], Is.EqualTo("/problems/body-too-large"));
    }

    [TestCase("two words")]
    [TestCase("")]
    [TestCase("é")]
    [TestCase("TOO LONG")]
    public async Task An_idempotency_key_that_cannot_be_kept_is_refused(string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/executed_obs_units/start")
        {
            Content = MockedService.Json("""{"obs_unit_id": 1}"""),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key == "TOO LONG" ? new string('k', 256) : key);
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 };
        using var http = new HttpClient(handler) { BaseAddress = service.Http.BaseAddress }.AsAdmin();

        var answer = await http.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await MockedService.JsonOf(answer))["errors"]!["Idempotency-Key"], Is.Not.Null);
    }

    private async Task AssertRefused(string path, string body, string slug, string field, string message)
    {
        var answer = await service.PostAsync(path, body);

        var problem = await MockedService.JsonOf(answer);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), problem.ToString());
        Assert.That((string?)problem["type"], Is.EqualTo($"/problems/{slug}"));
        Assert.That((string?)problem["errors"]?[field]?[0], Does.Contain(message), problem.ToString());
    }
}
