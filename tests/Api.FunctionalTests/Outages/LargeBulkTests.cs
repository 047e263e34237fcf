using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Outages;

/// <summary>The largest write there is, on a link that breaks before all of it is over.</summary>
internal sealed class LargeBulkTests
{
    private const int Files = 10_000;

    private const long BytesOfBulk = 2_400_000;

    private const long BytesBetweenCuts = BytesOfBulk / 4;

    private TwoSiteStage stage = null!;
    private Site observatory = null!;
    private Guid execution;

    [SetUp]
    public async Task StartAsync()
    {
        stage = await Scenery.StartAsync();
        observatory = await Site.StartSecondaryAsync(stage);
        execution = await observatory.StartedAsync();
        await observatory.WaitUntilReplicatedAsync();
        stage.OceanToMain.BytesPerSecond = 500_000;
    }

    [TearDown]
    public async Task StopAsync()
    {
        await observatory.DisposeAsync();
        await stage.DisposeAsync();
    }

    [Test]
    public async Task A_bulk_crosses_a_link_that_breaks_all_the_time_once_and_in_order_while_others_pass_it()
    {
        using var end = new CancellationTokenSource();
        var cutting = KeepCuttingAsync(end.Token);
        var bulk = await RegisterAsync();
        var finish = (await observatory.FinishAsync(execution)).Transaction;
        var other = (await observatory.StartAsync()).Transaction;

        await CommittedAsync(finish);
        await end.CancelAsync();
        var cuts = await cutting;
        await observatory.WaitUntilReplicatedAsync();

        Assert.That(cuts, Is.GreaterThan(2));
        Assert.That(await stage.Primary.ReadAsync<long>("select count(*) from raw_data_file"), Is.EqualTo(Files));
        Assert.That(
            await stage.Primary.ReadAsync<string[]>(
                $"select array_agg(transaction_id::text order by applied_at) from applied_transaction where transaction_id in ('{bulk}', '{finish}', '{other}')"),
            Is.EqualTo(new[] { other, bulk, finish }));
        Assert.That(await stage.Primary.ReadAsync<long>("select count(*) from staged_change"), Is.Zero);
    }

    [Test]
    public async Task After_a_kill_the_parts_that_main_has_are_not_sent_again()
    {
        var before = stage.OceanToMain.Forwarded(Direction.ToTarget);
        var bulk = await RegisterAsync();
        await UntilStagedAsync(parts: 20);
        await observatory.Process.KillAsync();
        var first = stage.OceanToMain.Forwarded(Direction.ToTarget) - before;
        await observatory.StartAgainAsync();
        await ArrivedAsync(bulk);

        Assert.That(first, Is.GreaterThan(BytesBetweenCuts));
        Assert.That(stage.OceanToMain.Forwarded(Direction.ToTarget) - before - first, Is.LessThan(BytesOfBulk * 2 / 3));
    }

    [Test]
    public async Task Parts_that_main_has_lost_in_a_crash_are_sent_again()
    {
        var bulk = await RegisterAsync();
        await UntilStagedAsync(parts: 10);
        await stage.Primary.KillAsync();
        await stage.Primary.StartAsync();
        Assert.That(await stage.Primary.ReadAsync<long>("select count(*) from staged_change"), Is.Zero);
        await ArrivedAsync(bulk);
    }

    private async Task<string> RegisterAsync()
    {
        var files = Enumerable.Range(0, Files).Select(number => new
        {
            executed_obs_unit_id = execution,
            name = $"{number:D5}-{Guid.CreateVersion7()}.fits",
            relative_path = $"2023/03/28/{execution}/{Guid.CreateVersion7()}",
            size_bytes = number,
        });
        return (await observatory.SendAsync(HttpMethod.Post, "/raw_data_files/bulk", files)).Transaction;
    }

    private Task UntilStagedAsync(int parts) => Eventually.AssertAsync(
        () => stage.Primary.ReadAsync<long>("select count(*) from staged_change"),
        staged => staged >= parts,
        TimeSpan.FromSeconds(60),
        $"{parts} parts should be at main");

    private Task CommittedAsync(string transaction) => observatory.UntilAsync(
        $"/api/transactions/{transaction}", record => record.Text("state") is "committed" or "replicated", "it should reach main", withinSeconds: 180);

    private async Task ArrivedAsync(string bulk)
    {
        await CommittedAsync(bulk);
        Assert.That(await stage.Primary.ReadAsync<long>("select count(*) from raw_data_file"), Is.EqualTo(Files));
    }

    private async Task<int> KeepCuttingAsync(CancellationToken end)
    {
        for (var cuts = 0; ; cuts++)
        {
            var cut = stage.OceanToMain.CutAfter(Direction.ToTarget, BytesBetweenCuts);
            await Task.WhenAny(cut.Happened, Task.Delay(Timeout.Infinite, end));
            if (end.IsCancellationRequested)
                return cuts;
        }
    }
}
