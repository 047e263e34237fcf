using System.Diagnostics;
using CcatOps.TestBed;
using CcatOps.TestBed.Processes;

namespace CcatOps.Infrastructure.IntegrationTests.TestBed;

internal sealed class SyncHookTests
{
    private DirectoryInfo folder = null!;
    private SyncHook hook = null!;

    [SetUp]
    public async Task StartAsync()
    {
        folder = Directory.CreateTempSubdirectory("sync-hook-");
        hook = await SyncHook.CreateAsync(Path.Combine(folder.FullName, "covered"));
        foreach (var name in new[] { "covered", "covered-not" })
            await File.WriteAllTextAsync(Path.Combine(folder.CreateSubdirectory(name).FullName, "file"), "content");
    }

    [TearDown]
    public void Stop()
    {
        hook.Dispose();
        folder.Delete(recursive: true);
    }

    [Test]
    public async Task Untouched_hook_lets_fsync_pass() => await SyncAsync("covered");

    [TestCase("--data")]
    [TestCase("--")]
    public void Failing_disk_fails_fsync_and_fdatasync(string option)
    {
        hook.Fail();
        Assert.That(async () => await SyncAsync("covered", option), Throws.InvalidOperationException.With.Message.Contains("Input/output error"));
    }

    [Test]
    public async Task Other_folders_are_left_alone()
    {
        hook.Fail();
        await SyncAsync("covered-not");
    }

    [Test]
    public async Task Slow_disk_delays_each_fsync()
    {
        hook.Delay(TimeSpan.FromMilliseconds(300));
        var started = Stopwatch.GetTimestamp();
        await SyncAsync("covered");
        Assert.That(Stopwatch.GetElapsedTime(started), Is.GreaterThan(TimeSpan.FromMilliseconds(300)));
    }

    [Test]
    public async Task Hanging_disk_holds_fsync_until_it_is_released()
    {
        hook.Hang();
        var syncing = SyncAsync("covered");
        await Eventually.WaitForAsync(() => hook.HasHeld, TimeSpan.FromSeconds(10), "fsync should be held");
        Assert.That(syncing.IsCompleted, Is.False);
        hook.Release();
        await syncing.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private Task SyncAsync(string name, string option = "--data") => ChildProcess.RunAsync(new("/usr/bin/sync", option, Path.Combine(folder.FullName, name, "file"))
    {
        Environment = hook.Variables,
    });
}
