using System.Text.Json.Nodes;
using CcatOps.Api.FunctionalTests.Stage;

namespace CcatOps.Api.FunctionalTests.Http;

/// <summary>120 executions, some of which the replica has, some only the buffer.</summary>
internal sealed class PagingTests
{
    private const int Executions = 120;
    private static readonly DateTimeOffset Evening = DateTimeOffset.Parse("2031-05-01T22:00:00Z", null);

    private readonly List<string> newestFirst = [];
    private Site site = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        site = await Site.StartSecondaryAsync(SharedSites.Stage, ("SITE_NAME", "paging"));
        for (var number = 0; number < Executions; number++)
        {
            if (number == Executions / 2)
            {
                await site.WaitUntilReplicatedAsync();
                SharedSites.Stage.OceanToMain.Cut();
            }

            var answer = await site.SendAsync(
                HttpMethod.Post,
                "/executed_obs_units/start",
                // Two at a time begin together, so that the order needs its unique column.
                new { obs_unit_id = 2 + (number % 2), start_time = Evening.AddMinutes(number / 2) });
            newestFirst.Insert(0, answer.Json.Text("id")!);
        }
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        SharedSites.Stage.OceanToMain.Restore();
        await site.DisposeAsync();
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(60)]
    [TestCase(119)]
    [TestCase(120)]
    [TestCase(1000)]
    public async Task Pages_of_any_size_give_all_records_once_and_in_order(int limit)
    {
        var (ids, pages) = await WalkAsync($"{Night}&limit={limit}");
        Assert.That(ids, Is.EqualTo(await OrderedAsync()));
        Assert.That(pages, Is.EqualTo((Executions + limit - 1) / limit));
    }

    [Test]
    public async Task The_count_is_that_of_the_whole_list_on_every_page()
    {
        var page = await site.GetAsync($"{Night}&limit=50&count=exact");
        while (page.Text("next") is { } next)
        {
            Assert.That(page["count"]!.ToJsonString(), Is.EqualTo("""{"value":120,"kind":"exact"}"""));
            page = await site.GetAsync(next);
        }

        Assert.That(page["count"]!["value"]!.GetValue<int>(), Is.EqualTo(Executions));
    }

    [Test]
    public async Task A_filter_stays_with_every_page()
    {
        var (ids, _) = await WalkAsync($"{Night}&limit=7&obs_unit_id=2&status=running&status=failed");
        Assert.That(ids, Has.Count.EqualTo(Executions / 2));
        Assert.That((await site.GetAsync($"{Night}&obs_unit_id=2&obs_unit_id=3&count=exact&limit=1"))["count"]!["value"]!.GetValue<int>(),
            Is.EqualTo(Executions));
    }

    [Test]
    public async Task A_lower_bound_is_in_and_an_upper_bound_is_out()
    {
        var list = await site.GetAsync("/executed_obs_units?min_start_time=2031-05-01T22:10:00Z&max_start_time=2031-05-01T22:12:00Z");
        Assert.That(list["items"]!.AsArray().Select(item => item.Text("start_time")), Is.EqualTo(new[]
        {
            "2031-05-01T22:11:00.000000Z", "2031-05-01T22:11:00.000000Z", "2031-05-01T22:10:00.000000Z", "2031-05-01T22:10:00.000000Z",
        }));
    }

    [TestCase("replicated", Executions / 2)]
    [TestCase("buffered&sync_state=applying", Executions / 2)]
    [TestCase("failed", 0)]
    public async Task The_way_of_a_record_is_a_filter(string state, int expected)
    {
        var list = await site.GetAsync($"{Night}&sync_state={state}&limit=1000&count=exact");
        Assert.That(list["items"]!.AsArray(), Has.Count.EqualTo(expected));
        Assert.That(list["count"]!["value"]!.GetValue<int>(), Is.EqualTo(expected));
    }

    [Test]
    public async Task The_next_page_is_in_the_header_too()
    {
        var answer = await site.AskAsync($"{Night}&limit=7");
        Assert.That(answer.Header("Link"), Is.EqualTo($"<{answer.Json.Text("next")}>; rel=\"next\""));
        Assert.That((await site.AskAsync($"{Night}&limit=1000")).Header("Link"), Is.Null);
    }

    [Test]
    public async Task The_newest_hundred_of_a_planned_unit_are_an_array_as_in_the_original()
    {
        var array = JsonNode.Parse((await site.AskAsync("/executed_obs_units/2")).Text)!.AsArray();
        Assert.That(array, Has.Count.AtLeast(Executions / 2));
        Assert.That(array.Select(item => item!["obs_unit_id"]!.GetValue<int>()), Is.All.EqualTo(2));
    }

    [Test]
    public async Task Transactions_are_paged_to_the_end()
    {
        var (ids, _) = await WalkAsync("/api/transactions?limit=50");
        Assert.That(ids, Is.Unique);
        Assert.That(ids, Has.Count.EqualTo(Executions));
    }

    private static string Night => "/executed_obs_units?min_start_time=2031-05-01T22:00:00Z&max_start_time=2031-05-02T22:00:00Z";

    /// <summary>Newest first; of those that began together the one with the greater id.</summary>
    private async Task<IEnumerable<string>> OrderedAsync()
    {
        var list = await site.GetAsync($"{Night}&limit=1000");
        var ordered = list["items"]!.AsArray()
            .OrderByDescending(item => item.Text("start_time"), StringComparer.Ordinal)
            .ThenByDescending(item => item.Text("id"), StringComparer.Ordinal)
            .Select(item => item.Text("id")!)
            .ToArray();
        Assert.That(ordered, Is.EquivalentTo(newestFirst));
        return ordered;
    }

    private async Task<(List<string> Ids, int Pages)> WalkAsync(string path)
    {
        var (ids, pages) = (new List<string>(), 0);
        for (var next = path; next is not null; pages++)
        {
            var page = await site.GetAsync(next);
            ids.AddRange(page["items"]!.AsArray().Select(item => item.Text("id")!));
            next = page.Text("next");
        }

        return (ids, pages);
    }
}
