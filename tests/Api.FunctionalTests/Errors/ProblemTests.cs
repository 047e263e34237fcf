using System.Net;
using System.Text.Json.Nodes;
using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using Moq;
using Transaction = CcatOps.Domain.Writes.Transaction;

namespace CcatOps.Api.FunctionalTests.Errors;

internal sealed class ProblemTests
{
    private static IEnumerable<TestCaseData> Failures()
    {
        yield return Row(new ConflictException("it is taken"), 409, "conflict");
        yield return Row(new UnknownReferenceException("obs_unit_id", "obs_unit 7 does not exist"), 422, "unknown-reference");
        yield return Row(new WriteRefusedException("22001: too long"), 422, "write-refused");
        yield return Row(new BufferFullException(1000, BufferShortage.Transactions), 503, "buffer-full", retryAfter: "10");
        yield return Row(new BufferUnavailableException("Redis is unavailable"), 503, "buffer-unavailable", retryAfter: "2");
        yield return Row(new LocalDatabaseUnavailableException("refused"), 503, "local-database-unavailable", retryAfter: "5");
        yield return Row(new MainDatabaseUnavailableException("refused"), 503, "main-database-unavailable", retryAfter: "5");
        yield return Row(new WriteUncertainException(Guid.NewGuid()), 503, "write-uncertain", retryAfter: "2");
        yield return Row(new PreconditionFailedException("a-b"), 412, "precondition-failed");
        yield return Row(new IdempotencyMismatchException(Guid.NewGuid()), 422, "idempotency-mismatch");
        yield return Row(new NotFoundException("execution", 1), 404, "not-found");
        yield return Row(new InvalidOperationException("a secret of ours"), 500, "internal");
    }

    [TestCaseSource(nameof(Failures))]
    public async Task Each_failure_has_its_status_type_and_remedy(Exception failure, int status, string slug, string? retryAfter)
    {
        await using var service = await MockedService.StartAsync();
        service.DirectWriter.Setup(writer => writer.WriteAsync(It.IsAny<Transaction>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(failure);

        var answer = await service.PostAsync("/executed_obs_units/start", """{"obs_unit_id": 1}""");

        var problem = await MockedService.JsonOf(answer);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(status));
            Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/problem+json"));
            Assert.That((string?)problem["type"], Is.EqualTo($"/problems/{slug}"));
            Assert.That((int?)problem["status"], Is.EqualTo(status));
            Assert.That((string?)problem["trace_id"], Is.Not.Empty);
            Assert.That((string?)problem["remedy"], Is.Not.Empty);
            Assert.That((string?)problem["instance"], Is.EqualTo("/executed_obs_units/start"));
            Assert.That(answer.Headers.RetryAfter?.ToString(), Is.EqualTo(retryAfter));
        }
    }

    [Test]
    public async Task A_fault_of_ours_shows_nothing_of_itself()
    {
        await using var service = await MockedService.StartAsync();
        service.DirectWriter.Setup(writer => writer.WriteAsync(It.IsAny<Transaction>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new InvalidOperationException("a secret of ours"));

        var answer = await service.PostAsync("/executed_obs_units/start", """{"obs_unit_id": 1}""");

        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("secret").And.Not.Contain("Exception"));
    }

    [Test]
    public async Task An_unknown_reference_names_its_field()
    {
        await using var service = await MockedService.StartAsync();
        service.DirectWriter.Setup(writer => writer.WriteAsync(It.IsAny<Transaction>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new UnknownReferenceException("obs_unit_id", "obs_unit 7 does not exist"));

        var problem = await MockedService.JsonOf(await service.PostAsync("/executed_obs_units/start", """{"obs_unit_id": 7}"""));

        Assert.That((string?)problem["errors"]!["obs_unit_id"]![0], Is.EqualTo("obs_unit 7 does not exist"));
    }

    [Test]
    public async Task A_full_buffer_is_said_before_anything_is_stored()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);
        service.Buffer.Setup(buffer => buffer.AcceptAsync(It.IsAny<Transaction>(), It.IsAny<BufferLimits>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new AcceptOutcome.Full(BufferShortage.Transactions));

        var answer = await service.PostAsync("/executed_obs_units/start", """{"obs_unit_id": 1}""");

        Assert.That((string?)(await MockedService.JsonOf(answer))["type"], Is.EqualTo("/problems/buffer-full"));
    }

    [TestCase("GET", "/nowhere", HttpStatusCode.NotFound, "not-found")]
    [TestCase("DELETE", "/obs_unit", HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    [TestCase("GET", "/problems/nonsense", HttpStatusCode.NotFound, "not-found")]
    public async Task Unknown_paths_and_methods_are_problems_too(string method, string path, HttpStatusCode status, string slug)
    {
        await using var service = await MockedService.StartAsync();

        var answer = await service.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.That(answer.StatusCode, Is.EqualTo(status));
        Assert.That((string?)(await MockedService.JsonOf(answer))["type"], Is.EqualTo($"/problems/{slug}"));
    }

    [Test]
    public async Task Every_type_of_problem_leads_somewhere()
    {
        await using var service = await MockedService.StartAsync();

        foreach (var type in Api.Errors.ProblemTypes.All)
            Assert.That((string?)(await service.GetJsonAsync(type.Uri))["remedy"], Is.EqualTo(type.Remedy));
    }

    [Test]
    public async Task A_secondary_site_sends_on_to_the_main_site_what_needs_its_database()
    {
        var site = MockedService.SecondarySite with { MainApiUrl = new Uri("https://main.example.com/ops/") };
        await using var service = await MockedService.StartAsync(site);
        service.DirectWriter.Setup(writer => writer.WriteAsync(It.IsAny<Transaction>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new MainDatabaseUnavailableException("refused"));

        var answer = await service.PostAsync("/obs_unit", """{"name": "a"}""");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.TemporaryRedirect));
        Assert.That(answer.Headers.Location, Is.EqualTo(new Uri("https://main.example.com/ops/obs_unit")));
    }

    [TestCase("limit=1&count=rough", "count", "exact, estimated")]
    [TestCase("limit=ten", "limit", "integer")]
    [TestCase("limit=0", "limit", "1 and 1000")]
    [TestCase("limit=1&limit=2", "limit", "once")]
    [TestCase("cursor=nonsense", "cursor", "next")]
    [TestCase("status=done", "status", "running, completed, failed, aborted")]
    [TestCase("sync_state=discarded", "sync_state", "buffered, applying, committed, replicated, failed, parked")]
    [TestCase("min_start_time=2023-03-28T02:38:42", "min_start_time", "zone")]
    [TestCase("obs_unit=1", "obs_unit", "obs_unit_id, status")]
    [TestCase("Limit=1", "Limit", "limit")]
    [TestCase("consistency=none", "consistency", "site, replica")]
    public async Task A_query_that_is_not_understood_is_refused_by_name(string query, string field, string hint)
    {
        await using var service = await MockedService.StartAsync();

        var answer = await service.Http.GetAsync($"/executed_obs_units?{query}");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        var messages = (await MockedService.JsonOf(answer))["errors"]![field] as JsonArray;
        Assert.That((string?)messages?[0], Does.Contain(hint));
    }

    private static TestCaseData Row(Exception failure, int status, string slug, string? retryAfter = null) =>
        new TestCaseData(failure, status, slug, retryAfter).SetArgDisplayNames(failure.GetType().Name);
}
