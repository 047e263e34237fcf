using System.Net;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Writes;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Transaction = CcatOps.Domain.Writes.Transaction;

namespace CcatOps.Api.FunctionalTests.Endpoints;

internal sealed class WriteTests
{
    private const string Execution = "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11";

    [TestCase("/executed_obs_units/start", """{"obs_unit_id": 17}""", "/executed_obs_units/")]
    [TestCase("/executed_obs_units/start/", """{"obs_unit_id": 17}""", "/executed_obs_units/")]
    [TestCase("/raw_data_files", """{"executed_obs_unit_id": "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11", "name": "a"}""", "/raw_data_files/")]
    [TestCase("/raw_data_files/", """{"executed_obs_unit_id": "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11", "name": "a"}""", "/raw_data_files/")]
    [TestCase("/obs_unit", """{"name": "a"}""", "/obs_unit/")]
    [TestCase("/obs_unit/", """{"name": "a"}""", "/obs_unit/")]
    public async Task A_new_record_is_answered_with_where_it_is_and_how_it_is_held(string path, string body, string location)
    {
        await using var service = await MockedService.StartAsync();

        var answer = await service.PostAsync(path, body);

        var record = await MockedService.JsonOf(answer);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
            Assert.That(answer.Headers.Location!.ToString(), Is.EqualTo($"{location}{record["id"]}"));
            Assert.That(
                answer.Headers.GetValues("Link").Single(),
                Is.EqualTo($"</api/transactions/{record["sync"]!["transaction_id"]}>; rel=\"status\""));
            Assert.That(answer.Headers.ETag, Is.Not.Null);
            Assert.That(answer.Headers.GetValues("CcatOps-Durability").Single(), Is.EqualTo("committed"));
            Assert.That(record.ContainsKey("warnings"), Is.False);
        }
    }

    [Test]
    public async Task A_buffered_write_says_how_safely_it_is_held_and_what_is_doubtful()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);
        await service.Services.GetRequiredService<SiteMonitor>().CheckAsync(CancellationToken.None);

        var answer = await service.PostAsync("/executed_obs_units/start", """{"obs_unit_id": 17}""");

        var record = await MockedService.JsonOf(answer);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(answer.Headers.GetValues("CcatOps-Durability").Single(), Is.EqualTo("fsynced"));
        Assert.That((string?)record["sync"]!["state"], Is.EqualTo("buffered"));
        Assert.That((string?)record["warnings"]![0], Does.StartWith("obs_unit_id 17 is not known"));
    }

    [Test]
    public async Task A_bulk_write_answers_count_ids_and_sync()
    {
        await using var service = await MockedService.StartAsync();

        var answer = await service.PostAsync(
            "/raw_data_files/bulk",
            $$"""[{"executed_obs_unit_id": "{{Execution}}", "name": "a"}, {"executed_obs_unit_id": "{{Execution}}", "name": "b"}]""");

        var body = await MockedService.JsonOf(answer);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(body.Select(field => field.Key), Is.EqualTo(new[] { "count", "ids", "sync" }));
        Assert.That((int?)body["count"], Is.EqualTo(2));
        Assert.That(answer.Headers.ETag, Is.Null);
    }

    [Test]
    public async Task The_idempotency_key_reaches_the_transaction()
    {
        await using var service = await MockedService.StartAsync();
        service.Http.DefaultRequestHeaders.Add("Idempotency-Key", "night-87/17");

        await service.PostAsync("/executed_obs_units/start", """{"obs_unit_id": 17}""");

        service.DirectWriter.Verify(writer => writer.WriteAsync(
            It.Is<Transaction>(transaction => transaction.IdempotencyKey == "night-87/17" && transaction.Principal == MockedService.Caller),
            It.IsAny<CancellationToken>()));
    }

    [Test]
    public async Task The_same_key_with_another_body_is_422()
    {
        await using var service = await MockedService.StartAsync();
        Transaction? first = null;
        service.DirectWriter.Setup(writer => writer.WriteAsync(It.IsAny<Transaction>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((Transaction transaction, CancellationToken _) => first is null
                ? new DirectOutcome.Committed(new Domain.Replication.Lsn(1))
                : new DirectOutcome.Claimed(first, first.Claims[0]))
            .Callback((Transaction transaction, CancellationToken _) => first ??= transaction with { });
        service.Http.DefaultRequestHeaders.Add("Idempotency-Key", "one");

        await service.PostAsync("/executed_obs_units/start", """{"obs_unit_id": 17}""");
        var answer = await service.PostAsync("/executed_obs_units/start", """{"obs_unit_id": 18}""");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That((string?)(await MockedService.JsonOf(answer))["type"], Is.EqualTo("/problems/idempotency-mismatch"));
    }
}
