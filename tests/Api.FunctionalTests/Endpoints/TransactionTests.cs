using System.Diagnostics;
using System.Net;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using Moq;

namespace CcatOps.Api.FunctionalTests.Endpoints;

internal sealed class TransactionTests
{
    private static readonly Guid Id = Guid.CreateVersion7();

    [Test]
    public async Task A_transaction_is_shown_with_its_times_by_state()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);
        Knows(service, TransactionState.Buffered);

        var answer = await service.Http.GetStringAsync($"/api/transactions/{Id}/");

        Assert.That(answer, Does.StartWith($$"""{"id":"{{Id}}","state":"buffered","operation":"start_observation","site_name":"obs"""));
        Assert.That(answer, Does.Contain("""
            "times":{"buffered":"2023-03-28T02:38:42.000000Z"},"attempts":0,"total_attempts":0,"history":[],"last_error":null,"error":null,"changes":
            """));
    }

    [TestCase("wait=-1", "wait")]
    [TestCase("wait=301", "wait")]
    [TestCase("wait=x", "wait")]
    [TestCase("until=failed", "until")]
    public async Task A_wait_out_of_bounds_is_refused(string query, string field)
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);

        var answer = await service.Http.GetAsync($"/api/transactions/{Id}?{query}");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await MockedService.JsonOf(answer))["errors"]![field], Is.Not.Null);
    }

    [Test]
    public async Task A_held_answer_is_given_at_once_when_the_service_stops()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);
        Knows(service, TransactionState.Buffered);
        var asked = new TaskCompletionSource();
        service.Log.Setup(log => log.FindAsync(Id, It.IsAny<CancellationToken>()))
            .ReturnsAsync(Record(TransactionState.Buffered)).Callback(() => asked.TrySetResult());

        var held = service.Http.GetAsync($"/api/transactions/{Id}?wait=60&until=replicated");
        await asked.Task;
        var started = Stopwatch.GetTimestamp();
        await service.StopAsync();
        var answer = await held;

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(4)));
    }

    private static void Knows(MockedService service, TransactionState state) => service.Log
        .Setup(log => log.FindAsync(Id, It.IsAny<CancellationToken>())).ReturnsAsync(Record(state));

    private static TransactionRecord Record(TransactionState state) => new()
    {
        Id = Id,
        State = state,
        Operation = "start_observation",
        SiteName = "observatory",
        Principal = "anonymous",
        Entities = ["executed_obs_unit:1"],
        AcceptedAt = new DateTimeOffset(2023, 3, 28, 2, 38, 42, TimeSpan.Zero),
        Times = new Dictionary<TransactionState, DateTimeOffset>
        {
            [state] = new DateTimeOffset(2023, 3, 28, 2, 38, 42, TimeSpan.Zero),
        },
    };
}
