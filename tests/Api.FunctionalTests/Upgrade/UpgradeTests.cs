using System.IO.Compression;
using System.Net;
using System.Text.Json;
using CcatOps.Api.FunctionalTests.Journal;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Upgrade;

/// <summary>
/// A telescope whose link was cut was killed, and its service is replaced by this build. What it left was recorded with the build of 2026-11-29
/// (schema version 8): ten executions of a start, two files and an end each, one that runs, and one with an idempotency key.
/// </summary>
internal sealed class UpgradeTests
{
    private DirectoryInfo left = null!;
    private TwoSiteStage stage = null!;

    [SetUp]
    public async Task StartAsync()
    {
        left = Directory.CreateTempSubdirectory("ccatops-upgrade-");
        stage = await Scenery.StartAsync();
        stage.OceanToMain.Cut();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await stage.DisposeAsync();
        left.Delete(recursive: true);
    }

    [Test]
    public async Task What_redis_and_the_journal_hold_arrives_once_and_in_order()
    {
        var recorded = Extract("redis-and-journal.zip");
        await stage.Redis.StopAsync();
        Directory.Delete(stage.Redis.DataFolder, recursive: true);
        Directory.Move(Path.Combine(left.FullName, "redis"), stage.Redis.DataFolder);
        await stage.Redis.StartAsync();

        await ArrivesAsync(recorded, ("JOURNAL_PATH", InLeft("data/journal")));
    }

    [Test]
    public async Task What_the_journal_holds_arrives_without_redis_too()
    {
        var recorded = Extract("redis-and-journal.zip");

        await ArrivesAsync(recorded, ("JOURNAL_PATH", InLeft("data/journal")));
    }

    [Test]
    public async Task What_the_file_of_an_embedded_buffer_holds_arrives_once_and_in_order()
    {
        var recorded = Extract("sqlite.zip");

        await ArrivesAsync(recorded, ("BUFFER_TYPE", "sqlite"), ("BUFFER_PATH", InLeft("data/buffer.sqlite")));
    }

    private async Task ArrivesAsync(Recorded recorded, params (string Name, string Value)[] settings)
    {
        await using var site = await Site.StartSecondaryAsync(stage, [.. settings, ("BUFFER_KEY", "the-key-of-the-recording-0123456789")]);
        var waiting = await site.GetAsync("/api/transactions?limit=1000");
        Assert.That(
            waiting["items"]!.AsArray().Select(one => new RecordedTransaction(one!["id"]!.GetValue<Guid>(), Site.Number(one.AsObject(), "sequence"))),
            Is.EquivalentTo(recorded.Transactions));
        await Telescope.AssertReadsAllAsync(site, recorded.Finished);
        var repeated = await site.SendAsync(HttpMethod.Post, "/executed_obs_units/start", new { obs_unit_id = 2 }, ("Idempotency-Key", "recorded"));
        Assert.That((repeated.Status, repeated.Json.Text("id")), Is.EqualTo((HttpStatusCode.Created, $"{recorded.Keyed}")));

        stage.OceanToMain.Restore();
        await site.WaitUntilReplicatedAsync();

        foreach (var node in new PostgresNode[] { stage.Primary, stage.Replica })
        {
            Assert.That(await AppliedAsync(node), Is.EqualTo(recorded.Transactions.Select(one => one.Sequence)));
            Assert.That(await StatesAsync(node, "completed"), Is.EquivalentTo(recorded.Finished));
            Assert.That(await StatesAsync(node, "running"), Is.EquivalentTo([recorded.Unfinished, recorded.Keyed]));
            Assert.That(await node.ReadAsync<long>("select count(*) from raw_data_file"), Is.EqualTo(2 * recorded.Finished.Count));
        }
    }

    /// <summary>The sequences in the order in which main took them.</summary>
    private static async Task<long[]> AppliedAsync(PostgresNode node) =>
        (await node.ReadAsync<long[]>("select array_agg(sequence order by ctid) from applied_transaction where site_name = 'observatory'"))!;

    private static async Task<Guid[]> StatesAsync(PostgresNode node, string status) =>
        (await node.ReadAsync<Guid[]>($"select array_agg(id) from executed_obs_unit where status = '{status}'"))!;

    private Recorded Extract(string archive)
    {
        ZipFile.ExtractToDirectory(Path.Combine(AppContext.BaseDirectory, "Upgrade", archive), left.FullName);
        return JsonSerializer.Deserialize<Recorded>(File.ReadAllText(InLeft("expected.json")), JsonSerializerOptions.Web)!;
    }

    private string InLeft(string path) => Path.Combine(left.FullName, path);

    private sealed record Recorded(IReadOnlyList<RecordedTransaction> Transactions, IReadOnlyList<Guid> Finished, Guid Unfinished, Guid Keyed);

    private sealed record RecordedTransaction(Guid Id, long Sequence);
}
