using System.Text.Json.Nodes;
using CcatOps.TestBed;

namespace CcatOps.Deployment.Tests.TwoSite;

internal sealed class TwoSiteTests
{
    [Test]
    public async Task A_night_with_three_cuts_is_complete_at_both_sites_and_the_stage_leaves_nothing_behind()
    {
        var segments = SharedMemory.Segments();
        await using var terminal = new Terminal();
        await using var stage = terminal.Start("--main-port", $"{FreePort.Next()}", "--secondary-port", $"{FreePort.Next()}");
        await stage.WaitForOutputAsync("two-site stop", TimeSpan.FromSeconds(120));

        var second = await terminal.RunAsync();
        Assert.That(second.ExitCode, Is.EqualTo(1));
        Assert.That(second.Output, Does.Contain("running already"));

        var night = await terminal.RunAsync("night", "--speed", "100000", "--cuts", "3", "--output", "json");
        Assert.That(night.ExitCode, Is.Zero, night.Output);
        var report = JsonNode.Parse(night.Output)!;
        foreach (var count in new[] { "recorded", "at_main", "on_replica" })
            Assert.That(report[count]!.GetValue<int>(), Is.EqualTo(301), $"{count}: {night.Output}");
        Assert.That(report["transactions_at_main"]!.GetValue<int>(), Is.EqualTo(903), night.Output);
        Assert.That(report["missing_at_main"]!.AsArray().Concat(report["missing_on_replica"]!.AsArray()), Is.Empty);
        Assert.That(report["most_buffered"]!.GetValue<int>(), Is.GreaterThan(0), "The link was never down while something was recorded.");

        var processes = Descendants.Of(stage.Id);
        Assert.That(processes, Has.Count.GreaterThan(10), "PostgreSQL twice, Redis, and two services");
        var stopped = await terminal.RunAsync("stop");
        Assert.That(stopped.ExitCode, Is.Zero, stopped.Output);
        Assert.That(await stage.Exit, Is.Zero, stage.Output);
        Assert.That(processes.Where(Descendants.IsAlive), Is.Empty);
        Assert.That(Directory.EnumerateFileSystemEntries(terminal.RuntimeFolder), Is.Empty);
        Assert.That(Directory.EnumerateFileSystemEntries(terminal.TemporaryFolder), Is.Empty);
        Assert.That(SharedMemory.Segments().Except(segments).Where(segment => processes.Contains(segment.Creator)), Is.Empty);
    }

    [Test]
    public async Task A_socket_that_a_killed_stage_left_is_recognised()
    {
        await using var terminal = new Terminal();
        await using (var killed = terminal.Start("--main-port", $"{FreePort.Next()}", "--secondary-port", $"{FreePort.Next()}"))
            await killed.WaitForOutputAsync("Starting", TimeSpan.FromSeconds(30));

        Assert.That(File.Exists(Path.Combine(terminal.RuntimeFolder, "ccat-ops-two-site", "control.sock")), Is.True);
        Assert.That((await terminal.RunAsync("status")).Output, Does.Contain("No stage is running"));
        await using var next = terminal.Start("--main-port", $"{FreePort.Next()}", "--secondary-port", $"{FreePort.Next()}");
        await next.WaitForOutputAsync("Starting", TimeSpan.FromSeconds(30));
        Assert.That((await terminal.RunAsync("stop")).ExitCode, Is.Zero);
        Assert.That(await next.Exit, Is.Zero, next.Output);
        Assert.That(Directory.EnumerateFileSystemEntries(terminal.RuntimeFolder), Is.Empty);
    }

    [Test]
    public async Task What_is_missing_is_named_with_its_package()
    {
        await using var terminal = new Terminal { Path = "/nowhere" };

        var ended = await terminal.RunAsync("--main-port", $"{FreePort.Next()}", "--secondary-port", $"{FreePort.Next()}");

        Assert.That(ended.ExitCode, Is.EqualTo(69), ended.Output);
        Assert.That(ended.Output, Does.Match("apt-get install .*redis-server"));
    }

    [TestCase("status")]
    [TestCase("link", "down")]
    [TestCase("night")]
    [TestCase("stop")]
    public async Task Without_a_stage_the_commands_say_how_to_start_one(params string[] arguments)
    {
        await using var terminal = new Terminal();

        var ended = await terminal.RunAsync(arguments);

        Assert.That(ended.ExitCode, Is.EqualTo(1));
        Assert.That(ended.Output, Does.Contain("./run.sh two-site"));
    }

    [TestCase("lnik", "down")]
    [TestCase("link", "donw")]
    [TestCase("link")]
    [TestCase("night", "--sped", "1")]
    [TestCase("--main-port", "0")]
    public async Task A_wrong_command_line_starts_nothing_and_ends_with_64(params string[] arguments)
    {
        await using var terminal = new Terminal();

        var ended = await terminal.RunAsync(arguments);

        Assert.That(ended.ExitCode, Is.EqualTo(64), ended.Output);
        Assert.That(ended.Output, Does.Match(@"Usage:\s+\./run\.sh two-site"));
    }
}
