using System.Net;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Observations;
using Moq;

namespace CcatOps.Api.FunctionalTests.Endpoints;

internal sealed class RecordTests
{
    private static readonly ExecutedObsUnit Running = new()
    {
        Id = Guid.Parse("01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11"),
        ObsUnitId = 17,
        Status = ExecutionStatus.Running,
        StartTime = new DateTimeOffset(2023, 3, 28, 2, 38, 42, TimeSpan.Zero),
    };

    private MockedService service = null!;

    private static string Path => $"/executed_obs_units/{Running.Id}";

    [SetUp]
    public async Task Start()
    {
        service = await MockedService.StartAsync();
        MockedService.Holds(service.Executions, Running);
    }

    [TearDown]
    public async Task Stop() => await service.DisposeAsync();

    [TestCase("{0}")]
    [TestCase("W/{0}")]
    [TestCase("\"other\", {0}")]
    [TestCase("*")]
    public async Task A_record_that_the_client_has_is_304(string header)
    {
        var tag = (await service.Http.GetAsync(Path)).Headers.ETag!.Tag;
        var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.TryAddWithoutValidation("If-None-Match", header.Replace("{0}", tag, StringComparison.Ordinal));

        var answer = await service.Http.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(answer.Headers.ETag!.Tag, Is.EqualTo(tag));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.Empty);
    }

    [TestCase("{0}", HttpStatusCode.OK)]
    [TestCase("W/{0}", HttpStatusCode.OK)]
    [TestCase("\"other\", {0}", HttpStatusCode.OK)]
    [TestCase("*", HttpStatusCode.OK)]
    [TestCase("\"other\"", HttpStatusCode.PreconditionFailed)]
    [TestCase("\"a\", \"b\"", HttpStatusCode.PreconditionFailed)]
    [TestCase("unquoted", HttpStatusCode.PreconditionFailed)]
    public async Task A_finish_heeds_If_Match(string header, HttpStatusCode status)
    {
        var tag = (await service.Http.GetAsync(Path)).Headers.ETag!.Tag;
        var request = new HttpRequestMessage(HttpMethod.Put, $"{Path}/finish")
        {
            Content = MockedService.Json("""{"status": "completed"}"""),
        };
        request.Headers.TryAddWithoutValidation("If-Match", header.Replace("{0}", tag, StringComparison.Ordinal));

        var answer = await service.Http.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task A_read_of_the_replica_alone_says_so()
    {
        var answer = await service.Http.GetAsync($"{Path}?consistency=replica");

        var record = await MockedService.JsonOf(answer);
        Assert.That((string?)record["consistency"], Is.EqualTo("replica"));
        Assert.That(answer.Headers.GetValues("CcatOps-Consistency").Single(), Is.EqualTo("replica"));
        Assert.That(answer.Headers.ETag, Is.EqualTo((await service.Http.GetAsync(Path)).Headers.ETag));
    }

    [Test]
    public async Task A_read_of_the_replica_needs_no_buffer()
    {
        service.Feed.Setup(feed => feed.ReadAsync(It.IsAny<OverlayVersion?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new BufferUnavailableException("Redis is unavailable"));

        var site = await service.Http.GetAsync(Path);
        var replica = await service.Http.GetAsync($"{Path}?consistency=replica");

        Assert.That(site.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(replica.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("/executed_obs_units/17")]
    [TestCase("/executed_obs_units/17/")]
    public async Task An_integer_in_the_place_of_the_id_answers_the_executions_of_that_unit(string path)
    {
        var answer = await service.Http.GetStringAsync(path);

        Assert.That(answer, Does.StartWith("[{").And.Contain(Running.Id.ToString()));
        service.Executions.Verify(table => table.PageAsync(
            It.Is<RecordFilter<ExecutedObsUnit>>(filter => filter.Conditions.Single().Values.Cast<int>().Single() == 17),
            It.IsAny<ListPlace?>(), It.Is<int>(limit => limit >= 100), It.IsAny<CancellationToken>()));
    }

    [Test]
    public async Task A_unit_without_executions_has_an_empty_array()
    {
        MockedService.Holds(service.Executions);

        Assert.That(await service.Http.GetStringAsync("/executed_obs_units/18"), Is.EqualTo("[]"));
    }

    [TestCase("GET", "/executed_obs_units/x")]
    [TestCase("GET", "/executed_obs_units/99999999999")]
    [TestCase("PUT", "/executed_obs_units/17/finish")]
    [TestCase("GET", "/raw_data_files/17")]
    [TestCase("GET", "/obs_unit/x")]
    [TestCase("GET", "/api/transactions/x")]
    [TestCase("POST", "/api/transactions/x/retry")]
    [TestCase("POST", "/api/transactions/x/discard")]
    public async Task What_is_no_id_is_refused_by_name(string method, string path)
    {
        var answer = await service.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await MockedService.JsonOf(answer))["errors"]!["id"], Is.Not.Null);
    }

    [Test]
    public async Task A_record_that_is_not_there_is_404()
    {
        MockedService.Holds(service.Executions);

        Assert.That((await service.Http.GetAsync(Path)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }
}
