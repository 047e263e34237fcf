using System.Collections.Concurrent;
using System.Net;
using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Api.FunctionalTests.Journal;

/// <summary>The actions of the journal tests on a telescope, and the state that they see from outside.</summary>
internal static class Telescope
{
    public static readonly (string Name, string Value) Journal = ("JOURNAL_PATH", "data/journal");

    /// <summary>Starts executions and finishes them, one after the other, until told to stop; gives those that were answered.</summary>
    public static async Task<IReadOnlyList<Guid>> ObserveAsync(Site site, int observers, Task until)
    {
        var answered = new ConcurrentQueue<Guid>();
        await Task.WhenAll(Enumerable.Range(0, observers).Select(async _ =>
        {
            while (!until.IsCompleted)
            {
                var id = Guid.CreateVersion7();
                if (await TakenAsync(() => site.StartAsync(1, id), HttpStatusCode.Created)
                    && await TakenAsync(() => site.FinishAsync(id), HttpStatusCode.OK))
                {
                    answered.Enqueue(id);
                }
            }
        }));
        return [.. answered];
    }

    /// <summary>Starts and finishes some executions, all of which must be accepted.</summary>
    public static async Task<IReadOnlyList<Guid>> RecordAsync(Site site, int executions)
    {
        var ids = new List<Guid>();
        for (var i = 0; i < executions; i++)
        {
            var id = await site.StartedAsync();
            var finished = await site.FinishAsync(id);
            Assert.That(finished.Status, Is.EqualTo(HttpStatusCode.OK), $"{finished}\n{site.Process.Output}");
            ids.Add(id);
        }

        return ids;
    }

    public static async Task FlushAsync(TwoSiteStage stage)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{stage.Redis.ConnectionString},allowAdmin=true");
        await redis.GetServers()[0].FlushAllDatabasesAsync();
    }

    /// <summary>All of them are there, finished, and each of their transactions once: a start, and then its end.</summary>
    public static async Task AssertHasAllOnceAsync(PostgresNode node, IReadOnlyCollection<Guid> executions)
    {
        var list = string.Join(',', executions.Select(id => $"'{id}'"));
        Assert.That(
            await Tables.CountAsync(node, "executed_obs_unit", $"id in ({list}) and status = 'completed'"), Is.EqualTo(executions.Count));
        var entities = string.Join(',', executions.Select(id => $"'executed_obs_unit:{id}'"));
        Assert.That(
            await Tables.CountAsync(node, "applied_transaction", $"entities && array[{entities}]"), Is.EqualTo(2 * executions.Count));
    }

    /// <summary>Every one of them can be read, as it was answered.</summary>
    public static async Task AssertReadsAllAsync(Site site, IReadOnlyCollection<Guid> executions)
    {
        foreach (var id in executions)
        {
            var answer = await site.AskAsync($"/executed_obs_units/{id}");
            Assert.That((answer.Status, answer.Json.Text("status")), Is.EqualTo((HttpStatusCode.OK, "completed")), $"{answer}\n{site.Process.Output}");
        }
    }

    private static async Task<bool> TakenAsync(Func<Task<Answer>> send, HttpStatusCode expected)
    {
        var answer = await send();
        Assert.That(answer.Status, Is.EqualTo(expected).Or.EqualTo(HttpStatusCode.ServiceUnavailable), answer.ToString());
        return answer.Status == expected;
    }
}
