using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Faults.Scenarios;

/// <summary>
/// Redis forgets what it has answered for. Without a second journal that is loss, and the evaluation has to say so; with it all comes back.
/// </summary>
[Category("Fault")]
internal sealed class LossOfRedisTests
{
    private TwoSiteStage stage = null!;

    public enum Loss
    {
        RestartWithoutAppendOnlyFile,
        FlushAll,
        OldAppendOnlyFile,
    }

    [OneTimeSetUp]
    public async Task StartAsync() => stage = await SharedStage.GetAsync();

    [TestCase(Loss.RestartWithoutAppendOnlyFile)]
    [TestCase(Loss.FlushAll)]
    [TestCase(Loss.OldAppendOnlyFile)]
    public async Task Without_a_journal_what_Redis_forgets_is_lost_and_found_to_be(Loss loss)
    {
        var (verdict, waiting) = await LoseAsync(loss, journal: null);

        Assert.Multiple(() =>
        {
            Assert.That(waiting, Is.Positive, "there was nothing to lose");
            Assert.That(verdict.Count(ViolationKind.Lost), Is.Positive, verdict.ToString());
        });
    }

    [TestCase(Loss.RestartWithoutAppendOnlyFile)]
    [TestCase(Loss.FlushAll)]
    [TestCase(Loss.OldAppendOnlyFile)]
    public async Task With_a_journal_what_Redis_forgets_comes_back(Loss loss)
    {
        var (verdict, waiting) = await LoseAsync(loss, journal: "journal");

        Assert.Multiple(() =>
        {
            Assert.That(waiting, Is.Positive, "there was nothing to lose");
            Assert.That(verdict.IsClean, Is.True, verdict.ToString());
        });
    }

    /// <summary>The link is down, so that what was answered is in Redis only; Redis forgets; all comes back.</summary>
    /// <param name="loss">How it forgets.</param>
    /// <param name="journal">The setting <c>JOURNAL_PATH</c>; null: none.</param>
    private async Task<(Verdict Verdict, int Waiting)> LoseAsync(Loss loss, string? journal)
    {
        await using var redis = await RedisServer.CreateAsync();
        (string, string)[] settings =
            [("BUFFER_DURABILITY", "relaxed"), .. journal is null ? Array.Empty<(string, string)>() : [("JOURNAL_PATH", journal)]];
        var name = $"lost-{loss}{(journal is null ? "" : "-journal")}".ToLowerInvariant();
        await using var site = await SiteUnderFault.StartAsync(name, stage, redis, settings: settings);
        await using var load = site.BeginLoad();
        await load.AcceptedMoreAsync(Extent.Phase);
        site.Link.Cut();
        await load.AcceptedMoreAsync(Extent.Phase);

        var waiting = (await BufferReader.ReadAsync(redis.ConnectionString, name, [])).Buffered.Count;
        using (load.Log.Faults.Begin(loss == Loss.FlushAll ? FaultKind.RedisFlushed : FaultKind.RedisKilled))
            await ForgetAsync(redis, loss, () => load.AcceptedMoreAsync(Extent.Phase));
        site.Link.Restore();
        if (journal is not null)
        {
            await load.AcceptedMoreAsync(Extent.Phase);

            // Until then the journal holds it alone, and an empty Redis looks as if all were at rest.
            await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
            await Eventually.WaitForAsync(
                () => BufferReader.IsCompleteAsync(connection.GetDatabase(), name), TimeSpan.FromSeconds(30), "Redis should be rebuilt");
        }

        // Without the buffer clients wait in vain for their open requests; the state of the answered ones is enough.
        var attack = new Attack(Attack.Durable, $"{Words(loss)}, {(journal is null ? "no journal" : "journal on")}", 1, IsNegativeControl: journal is null);
        return (await site.JudgeAsync(load, attack, TimeSpan.FromSeconds(journal is null ? 15 : 90)), waiting);
    }

    private static async Task ForgetAsync(RedisServer redis, Loss loss, Func<Task> acceptMore)
    {
        if (loss == Loss.FlushAll)
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString + ",allowAdmin=true");
            await connection.GetServers()[0].FlushAllDatabasesAsync();
            return;
        }

        var files = Path.Combine(redis.DataFolder, "appendonlydir");
        var old = Path.Combine(redis.DataFolder, "old");
        if (loss == Loss.OldAppendOnlyFile)
        {
            Directory.CreateDirectory(old);
            foreach (var file in Directory.EnumerateFiles(files))
                File.Copy(file, Path.Combine(old, Path.GetFileName(file)));
            await acceptMore();
        }

        await redis.KillAsync();
        if (loss == Loss.OldAppendOnlyFile)
        {
            Directory.Delete(files, recursive: true);
            Directory.Move(old, files);
        }

        await redis.StartAsync(loss == Loss.RestartWithoutAppendOnlyFile ? ["--appendonly", "no"] : []);
    }

    private static string Words(Loss loss) => loss switch
    {
        Loss.RestartWithoutAppendOnlyFile => "Redis restarted with the append-only file off",
        Loss.FlushAll => "FLUSHALL",
        _ => "an old append-only file restored",
    };
}
