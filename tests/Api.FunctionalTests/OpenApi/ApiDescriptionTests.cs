using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.OpenApi;

internal sealed partial class ApiDescriptionTests
{
    private MockedService service = null!;
    private JsonObject document = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        service = await MockedService.StartAsync();
        document = await service.GetJsonAsync("/openapi/v1.json");
    }

    [OneTimeTearDown]
    public async Task Stop() => await service.DisposeAsync();

    [Test]
    public void It_is_OpenAPI_3_1_and_names_no_host()
    {
        Assert.That((string?)document["openapi"], Does.StartWith("3.1"));
        Assert.That((string?)document["servers"]![0]!["url"], Is.EqualTo("/"));
    }

    [TestCase("get", "/api/site/info")]
    [TestCase("post", "/executed_obs_units/start")]
    [TestCase("put", "/executed_obs_units/{id}/finish")]
    [TestCase("patch", "/executed_obs_units/{id}")]
    [TestCase("get", "/executed_obs_units/{id}/history")]
    [TestCase("get", "/executed_obs_units/{id}")]
    [TestCase("get", "/executed_obs_units")]
    [TestCase("post", "/raw_data_files")]
    [TestCase("post", "/raw_data_files/bulk")]
    [TestCase("get", "/raw_data_files/{id}")]
    [TestCase("get", "/raw_data_files")]
    [TestCase("post", "/obs_unit")]
    [TestCase("get", "/obs_unit/{id}")]
    [TestCase("get", "/obs_unit")]
    [TestCase("get", "/api/observatories/{id}")]
    [TestCase("get", "/api/observatories")]
    [TestCase("get", "/api/telescopes/{id}")]
    [TestCase("get", "/api/telescopes")]
    [TestCase("get", "/api/transactions/{id}")]
    [TestCase("get", "/api/transactions")]
    [TestCase("post", "/api/transactions/{id}/retry")]
    [TestCase("post", "/api/transactions/{id}/discard")]
    [TestCase("post", "/api/transactions/{id}/edit")]
    [TestCase("post", "/api/transactions/retry")]
    [TestCase("post", "/api/transactions/discard")]
    [TestCase("get", "/api/audit")]
    [TestCase("get", "/api/buffer")]
    [TestCase("post", "/api/buffer/pause")]
    [TestCase("post", "/api/buffer/resume")]
    [TestCase("get", "/api/replication")]
    [TestCase("get", "/health")]
    [TestCase("get", "/health/live")]
    [TestCase("get", "/health/ready")]
    [TestCase("get", "/api/tokens")]
    [TestCase("post", "/api/tokens")]
    [TestCase("get", "/api/tokens/scopes")]
    [TestCase("post", "/api/tokens/{id}/rotate")]
    [TestCase("delete", "/api/tokens/{id}")]
    [TestCase("get", "/api/users")]
    [TestCase("get", "/api/users/{id}")]
    [TestCase("post", "/api/users/{id}/disable")]
    [TestCase("post", "/api/users/{id}/enable")]
    [TestCase("post", "/api/users/{id}/link")]
    [TestCase("put", "/api/users/{id}/roles/{role}")]
    [TestCase("delete", "/api/users/{id}/roles/{role}")]
    [TestCase("get", "/api/sessions")]
    [TestCase("delete", "/api/sessions/{id}")]
    public void Every_endpoint_is_described(string method, string path)
    {
        var operation = document["paths"]![path]?[method];

        Assert.That(operation, Is.Not.Null);
        Assert.That((string?)operation!["summary"], Is.Not.Empty);
        Assert.That((string?)operation["operationId"], Does.Match("^[a-z_]+$"));
        Assert.That(operation["tags"]!.AsArray(), Has.Count.EqualTo(1));
    }

    [TestCase("/executed_obs_units/start", "post", "201")]
    [TestCase("/executed_obs_units/{id}/finish", "put", "200")]
    [TestCase("/raw_data_files", "post", "201")]
    public void Critical_writes_have_an_example_their_headers_and_their_problems(string path, string method, string status)
    {
        var operation = document["paths"]![path]![method]!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(operation["requestBody"]!["content"]!["application/json"]!["example"], Is.Not.Null);
            Assert.That(Names(operation["parameters"]!), Does.Contain("Idempotency-Key"));
            Assert.That(operation["responses"]![status]!["headers"]!["CcatOps-Durability"], Is.Not.Null);
            Assert.That(operation["responses"]!["503"]!["headers"]!["Retry-After"], Is.Not.Null);
            Assert.That(
                (string?)operation["responses"]!["400"]!["content"]!["application/problem+json"]!["schema"]!["$ref"],
                Is.EqualTo("#/components/schemas/problem"));
        }
    }

    [TestCase("/executed_obs_units/start", "post", true)]
    [TestCase("/api/audit", "get", true)]
    [TestCase("/health", "get", false)]
    [TestCase("/api/site/info", "get", false)]
    public void What_is_closed_says_which_credential_it_wants_and_how_it_refuses(string path, string method, bool isClosed)
    {
        var operation = document["paths"]![path]![method]!;

        Assert.That(operation["security"] is not null, Is.EqualTo(isClosed));
        Assert.That(operation["responses"]!["401"] is not null && operation["responses"]!["403"] is not null, Is.EqualTo(isClosed));
        Assert.That((string?)document["components"]!["securitySchemes"]!["bearer"]!["scheme"], Is.EqualTo("bearer"));
    }

    [Test]
    public async Task Examples_are_what_the_service_takes()
    {
        var body = document["paths"]!["/executed_obs_units/start"]!["post"]!["requestBody"]!["content"]!["application/json"]!;

        var answer = await service.PostAsync("/executed_obs_units/start", body["example"]!.ToJsonString());

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    [Test]
    public void Query_parameters_are_described_from_what_reads_them()
    {
        var parameters = document["paths"]!["/executed_obs_units"]!["get"]!["parameters"]!;

        Assert.That(Names(parameters), Is.EquivalentTo(new[]
        {
            "obs_unit_id", "status", "quality", "min_start_time", "max_start_time", "files", "sync_state", "limit", "cursor", "consistency", "count",
        }));
    }

    [Test]
    public void Numbers_in_queries_have_bounds_and_defaults()
    {
        var schema = document["paths"]!["/obs_unit"]!["get"]!["parameters"]!.AsArray().Single(each => (string?)each!["name"] == "limit")!["schema"]!;

        Assert.That(((int?)schema["minimum"], (int?)schema["maximum"], (int?)schema["default"]), Is.EqualTo((1, 1000, 50)));
    }

    [Test]
    public void Every_enumeration_has_a_type_and_every_free_object_takes_members()
    {
        foreach (var schema in Schemas(document))
        {
            if (schema["enum"] is JsonArray)
                Assert.That(schema["type"], Is.Not.Null, schema.ToJsonString());
            if (schema["type"] is JsonValue type && type.ToString() == "object" && schema["properties"] is null)
                Assert.That(schema["additionalProperties"], Is.Not.Null, schema.ToJsonString());
        }
    }

    [Test]
    public void Every_enumeration_is_a_component()
    {
        var components = document["components"]!["schemas"]!.AsObject().Select(schema => schema.Value);

        Assert.That(Schemas(document).Where(schema => schema["enum"] is JsonArray), Is.SubsetOf(components));
    }

    [Test]
    public void Every_component_is_an_object_or_an_enumeration()
    {
        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject())
            Assert.That((string?)schema!["type"] == "object" || schema["enum"] is JsonArray, name);
    }

    [Test]
    public void Bounds_of_texts_in_a_list_are_those_of_its_items()
    {
        var operations = document["components"]!["schemas"]!["failed_filter"]!["properties"]!["operation"]!;

        Assert.That(((int?)operations["maxLength"], (int?)operations["items"]!["maxLength"]), Is.EqualTo(((int?)null, 200)));
    }

    [Test]
    public void Answers_may_grow_and_bodies_may_not()
    {
        var schemas = document["components"]!["schemas"]!;

        Assert.That((bool?)schemas["start_observation"]!["additionalProperties"], Is.False);
        foreach (var name in (string[])["executed_obs_unit", "raw_data_files_registered", "list_body_of_obs_unit", "problem", "health_view"])
            Assert.That(schemas[name]!["additionalProperties"], Is.Null, name);
    }

    [Test]
    public void What_is_always_there_is_required()
    {
        var schemas = document["components"]!["schemas"]!;

        Assert.That(Required("list_body_of_obs_unit"), Is.EquivalentTo(new[] { "items", "next" }));
        Assert.That(Required("raw_data_file"), Is.SupersetOf(new[] { "sync", "checksum", "size_bytes" }).And.Not.Contains("warnings"));

        IEnumerable<string?> Required(string name) => schemas[name]!["required"]!.AsArray().Select(each => (string?)each);
    }

    [Test]
    public void Descriptions_are_free_of_names_from_the_code()
    {
        var descriptions = Schemas(document).Select(schema => schema["description"]).OfType<JsonValue>().Select(text => (string)text!);

        Assert.That(descriptions, Has.None.Match(@"[A-Za-z]+\?? [A-Z][A-Za-z]+\.[A-Z]|\bTables\b|`(Min|Max|Buffered)`|IReadOnly"));
    }

    [Test]
    public void Tags_have_texts_in_the_order_of_the_main_job()
    {
        var tags = document["tags"]!.AsArray();

        Assert.That(tags.Select(tag => (string?)tag!["name"]).Take(2), Is.EqualTo(new[] { "Executions", "Raw data files" }));
        Assert.That(tags.Select(tag => (string?)tag!["description"]), Has.None.Null);
        Assert.That(document["info"]!["contact"]!["name"], Is.Not.Null);
        Assert.That(document["info"]!["license"]!["name"], Is.Not.Null);
    }

    [Test]
    public async Task Types_of_problems_are_listed_and_each_leads_to_its_meaning()
    {
        var types = document["components"]!["schemas"]!["problem_uri"]!["enum"]!.AsArray().Select(type => (string)type!).ToArray();
        var listed = (await service.GetJsonAsync("/problems"))["items"]!.AsArray().Select(type => (string)type!["uri"]!);

        Assert.That(listed, Is.EqualTo(types));
        foreach (var type in types)
            Assert.That((await service.Http.GetAsync(type)).StatusCode, Is.EqualTo(HttpStatusCode.OK), type);
    }

    [Test]
    public async Task The_document_is_there_as_YAML_too()
    {
        var answer = await service.Http.GetAsync("/openapi/v1.yaml");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.StartWith("openapi: ").And.Contain("\npaths:\n"));
    }

    private static IEnumerable<JsonObject> Schemas(JsonNode? node) => node switch
    {
        JsonObject members => members.Select(member => member.Value).SelectMany(Schemas).Prepend(members),
        JsonArray items => items.SelectMany(Schemas),
        _ => [],
    };

    [Test]
    public void Names_of_schemas_and_their_fields_are_snake_case()
    {
        var schemas = document["components"]!["schemas"]!.AsObject();
        var names = schemas.Select(schema => schema.Key)
            .Concat(schemas.SelectMany(schema => schema.Value!["properties"]?.AsObject().Select(field => field.Key) ?? []));

        Assert.That(names, Has.All.Match("^[a-z][a-z0-9_]*$"));
    }

    [TestCase("/docs")]
    [TestCase("/docs/")]
    public async Task The_explorer_loads_nothing_from_another_host(string path)
    {
        using var http = new HttpClient { BaseAddress = service.Http.BaseAddress }.AsAdmin();

        var page = await http.GetStringAsync(path);

        Assert.That(page, Does.Not.Match("https?://").And.Contain("openapi/v1.json"));
        foreach (var script in Scripts().Matches(page).Select(match => match.Groups[1].Value))
            Assert.That((await http.GetAsync($"/docs/{script}")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private static IEnumerable<string?> Names(JsonNode parameters) => parameters.AsArray().Select(parameter => (string?)parameter!["name"]);

    [GeneratedRegex("src=\"([^\"]+)\"")]
    private static partial Regex Scripts();
}
