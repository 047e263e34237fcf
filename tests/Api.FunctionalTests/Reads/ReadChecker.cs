using System.Text.Json.Nodes;
using CcatOps.Api.FunctionalTests.Stage;

namespace CcatOps.Api.FunctionalTests.Reads;

/// <summary>A client that reads by id, list, filter, page and count, and holds every answer against what was answered before.</summary>
internal sealed class ReadChecker(Site site, History history, int seed)
{
    /// <summary>While main is unavailable, what is being applied waits again: the two are one step.</summary>
    private static readonly string[][] Way = [["buffered", "applying"], ["committed"], ["replicated"]];

    private readonly Random random = new(seed);
    private readonly Dictionary<Guid, (bool Finished, int Progress)> seen = [];

    public int Reads { get; private set; }

    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var before = history.Snapshot();
            if (before.Count == 0)
                continue;
            await (random.Next(4) switch
            {
                0 => ByIdAsync(before),
                1 => ByPagesAsync(before),
                2 => ByFilterAsync(before),
                _ => ByCountAsync(before),
            });
            Reads++;
        }
    }

    private async Task ByIdAsync(IReadOnlyDictionary<Guid, bool> before)
    {
        var (id, finished) = before.ElementAt(random.Next(before.Count));
        var record = await site.GetAsync($"/executed_obs_units/{id}");
        Note(record);
        Assert.That(!finished || IsFinished(record), record.ToJsonString());
    }

    private async Task ByPagesAsync(IReadOnlyDictionary<Guid, bool> before)
    {
        var items = await AllPagesAsync("/executed_obs_units?limit=17");
        Assert.That(items.Keys, Is.SupersetOf(before.Keys), "a row vanished from the pages");
        foreach (var (id, finished) in before)
            Assert.That(!finished || IsFinished(items[id]), items[id].ToJsonString());
    }

    private async Task ByFilterAsync(IReadOnlyDictionary<Guid, bool> before)
    {
        var completed = await AllPagesAsync("/executed_obs_units?status=completed&limit=50");
        Assert.That(completed.Values.All(IsFinished), "a row that does not match");
        Assert.That(completed.Keys, Is.SupersetOf(before.Where(entry => entry.Value).Select(entry => entry.Key)), "a finished row vanished");
    }

    private async Task ByCountAsync(IReadOnlyDictionary<Guid, bool> before)
    {
        var listed = await site.GetAsync("/executed_obs_units?limit=1&count=exact");
        var count = Site.Number(listed["count"]!.AsObject(), "value");

        // One start may be answered while the count is on its way to us.
        Assert.That(count, Is.InRange(before.Count, history.Count + 1));
    }

    private async Task<Dictionary<Guid, JsonObject>> AllPagesAsync(string path)
    {
        var items = new Dictionary<Guid, JsonObject>();
        for (var next = path; next is not null;)
        {
            var page = await site.GetAsync(next);
            foreach (var item in page["items"]!.AsArray())
            {
                var record = item!.AsObject();
                Note(record);
                Assert.That(items.TryAdd(record["id"]!.GetValue<Guid>(), record), $"appears twice: {record.ToJsonString()}");
            }

            next = page["next"]?.GetValue<string>();
        }

        return items;
    }

    /// <summary>Neither the record nor its way to the replica ever goes back; a finish begins a way of its own.</summary>
    private void Note(JsonObject record)
    {
        var id = record["id"]!.GetValue<Guid>();
        var now = (Finished: IsFinished(record), Progress: Array.FindIndex(Way, step => step.Contains(record["sync"]!["state"]!.GetValue<string>())));
        if (seen.TryGetValue(id, out var last))
        {
            Assert.That(now.Finished || !last.Finished, $"went back: {record.ToJsonString()}");
            Assert.That(now.Finished != last.Finished || now.Progress >= last.Progress, $"its way went back: {record.ToJsonString()}");
        }

        seen[id] = now;
    }

    private static bool IsFinished(JsonObject record) => record["status"]!.GetValue<string>() == "completed";
}
