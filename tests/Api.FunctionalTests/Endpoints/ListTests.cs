using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;
using Moq;

namespace CcatOps.Api.FunctionalTests.Endpoints;

internal sealed class ListTests
{
    private MockedService service = null!;

    [SetUp]
    public async Task Start() => service = await MockedService.StartAsync();

    [TearDown]
    public async Task Stop() => await service.DisposeAsync();

    [Test]
    public async Task The_next_page_keeps_all_parameters_and_is_linked()
    {
        MockedService.Holds(service.Files, File("a"), File("b"), File("c"));

        var answer = await service.Http.GetAsync("/raw_data_files?name=a&name=b%26c&limit=2&count=exact");

        var list = await MockedService.JsonOf(answer);
        var next = (string)list["next"]!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(list["items"]!.AsArray(), Has.Count.EqualTo(2));
            Assert.That(next, Does.StartWith("/raw_data_files?name=a&name=b%26c&limit=2&count=exact&cursor="));
            Assert.That(answer.Headers.GetValues("Link").Single(), Is.EqualTo($"<{next}>; rel=\"next\""));
            Assert.That(list["count"]!.ToJsonString(), Is.EqualTo("""{"value":3,"kind":"exact"}"""));
        }

        await service.Http.GetAsync(next);
        service.Files.Verify(table => table.PageAsync(
            It.Is<RecordFilter<RawDataFile>>(filter => filter.Conditions.Single().Values.Cast<string>().SequenceEqual(new[] { "a", "b&c" })),
            It.Is<ListPlace?>(position => position != null), 3, It.IsAny<CancellationToken>()));
    }

    [TestCase("/executed_obs_units")]
    [TestCase("/raw_data_files/")]
    [TestCase("/obs_unit")]
    public async Task The_last_page_has_no_next_one_and_no_count_unasked(string path)
    {
        var list = await service.Http.GetStringAsync(path);

        Assert.That(list, Is.EqualTo("""{"items":[],"next":null}"""));
    }

    [Test]
    public async Task A_list_of_the_replica_alone_says_so()
    {
        var answer = await service.Http.GetAsync("/obs_unit?consistency=replica");

        Assert.That((string?)(await MockedService.JsonOf(answer))["consistency"], Is.EqualTo("replica"));
        Assert.That(answer.Headers.GetValues("CcatOps-Consistency").Single(), Is.EqualTo("replica"));
    }

    [Test]
    public async Task Transactions_are_filtered_by_everything_that_the_query_says()
    {
        service.Log.Setup(log => log.ListAsync(
                It.IsAny<TransactionFilter>(), It.IsAny<string?>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new TransactionPage([], "more"));

        var list = await service.GetJsonAsync(
            "/api/transactions?state=failed&state=parked&operation=start_observation&entity=executed_obs_unit:1"
            + "&min_accepted_at=2023-03-28T00:00:00Z&max_accepted_at=2023-03-29T02:00:00%2B02:00&limit=5");

        Assert.That((string?)list["next"], Does.EndWith("&limit=5&cursor=more"));
        service.Log.Verify(log => log.ListAsync(
            It.Is<TransactionFilter>(filter =>
                filter.States.SequenceEqual(new[] { TransactionState.Failed, TransactionState.Parked })
                && filter.Operations.Single() == "start_observation"
                && filter.Entities.Single() == "executed_obs_unit:1"
                && filter.MinAcceptedAt == new DateTimeOffset(2023, 3, 28, 0, 0, 0, TimeSpan.Zero)
                && filter.MaxAcceptedAt == new DateTimeOffset(2023, 3, 29, 0, 0, 0, TimeSpan.Zero)),
            null, 5, It.IsAny<CancellationToken>()));
    }

    private static RawDataFile File(string name) => new()
    {
        Id = Guid.CreateVersion7(),
        ExecutedObsUnitId = Guid.CreateVersion7(),
        Name = name,
    };
}
