using System.Net;

namespace CcatOps.Api.FunctionalTests.OpenApi;

/// <summary>The document refuses every body that the service refuses for its form.</summary>
internal sealed class DescribedBodiesTests
{
    private const string Id = "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11";
    private const string Start = "/executed_obs_units/start";

    private MockedService service = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => service = await MockedService.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await service.DisposeAsync();

    [TestCase("POST", Start, "{}")]
    [TestCase("POST", Start, "[]")]
    [TestCase("POST", Start, """{"obs_unit_id": null}""")]
    [TestCase("POST", Start, """{"obs_unit_id": "1"}""")]
    [TestCase("POST", Start, """{"obs_unit_id": 1.5}""")]
    [TestCase("POST", Start, """{"obs_unit_id": 0}""")]
    [TestCase("POST", Start, """{"obs_unit_id": 1, "nope": 2}""")]
    [TestCase("POST", Start, """{"obs_unit_id": 1, "start_time": 5}""")]
    [TestCase("POST", Start, """{"obs_unit_id": 1, "comment": 5}""")]
    [TestCase("POST", Start, """{"obs_unit_id": 1, "conditions": [1]}""")]
    [TestCase("PUT", $"/executed_obs_units/{Id}/finish", "{}")]
    [TestCase("PUT", $"/executed_obs_units/{Id}/finish", """{"status": "running"}""")]
    [TestCase("PUT", $"/executed_obs_units/{Id}/finish", """{"status": null}""")]
    [TestCase("POST", "/raw_data_files", $$"""{"executed_obs_unit_id": "{{Id}}"}""")]
    [TestCase("POST", "/raw_data_files", $$"""{"executed_obs_unit_id": "{{Id}}", "name": ""}""")]
    [TestCase("POST", "/raw_data_files", $$"""{"executed_obs_unit_id": "{{Id}}", "name": "a", "size_bytes": -1}""")]
    [TestCase("POST", "/raw_data_files/bulk", "[]")]
    [TestCase("POST", "/raw_data_files/bulk", "[{}]")]
    [TestCase("POST", "/raw_data_files/bulk", "{}")]
    [TestCase("POST", "/obs_unit", """{"name": "a", "ra": 361}""")]
    [TestCase("POST", "/obs_unit", """{"name": "a", "dec": -91}""")]
    [TestCase("POST", "/obs_unit", """{"name": "a", "duration_seconds": -1}""")]
    [TestCase("POST", "/obs_unit", """{"name": null}""")]
    [TestCase("POST", "/api/tokens", "{}")]
    [TestCase("POST", $"/api/users/{Id}/link", "{}")]
    public async Task A_body_that_is_refused_for_its_form_is_refused_by_the_document(string method, string path, string body)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = MockedService.Json(body) };
        var answer = await service.Http.SendAsync(request);
        var document = (await DescribedAnswers.DocumentOfAsync(service.Http.BaseAddress!))!;

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(document.FaultInBody(method, path, body), Is.Not.Null);
    }

    [TestCase("""{"obs_unit_id": 1.0}""")]
    [TestCase("""{"obs_unit_id": 1, "start_time": null, "conditions": null, "comment": null, "id": null, "instrument_module": null}""")]
    [TestCase("""{"obs_unit_id": 1, "conditions": {"pwv_mm": 0.42, "deep": {"a": [1, null]}}}""")]
    public async Task A_body_that_is_accepted_is_accepted_by_the_document(string body)
    {
        var answer = await service.PostAsync(Start, body);
        var document = (await DescribedAnswers.DocumentOfAsync(service.Http.BaseAddress!))!;

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(document.FaultInBody("POST", Start, body), Is.Null);
    }

    [Test]
    public async Task Examples_are_what_their_schemas_allow()
    {
        var document = (await DescribedAnswers.DocumentOfAsync(service.Http.BaseAddress!))!;
        var operations = document.Root["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(entry => entry.Value!).ToArray();
        var contents = operations.SelectMany(operation => operation["responses"]!.AsObject().Select(response => response.Value).Append(operation["requestBody"]))
            .Select(described => described?["content"]?["application/json"])
            .Where(content => content?["example"] is not null)
            .ToArray();
        var parameters = operations.SelectMany(operation => operation["parameters"]?.AsArray() ?? []).ToArray();

        Assert.That(contents, Has.Length.GreaterThan(25));
        using (Assert.EnterMultipleScope())
        {
            foreach (var described in contents.Concat(parameters))
            {
                Assert.That(described!["example"], Is.Not.Null, described.ToJsonString());
                Assert.That(document.Fault(described["schema"]!, described["example"]!.ToJsonString()), Is.Null, described.ToJsonString());
            }
        }
    }
}
