using System.Diagnostics;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.TestBed;

internal sealed class ServiceProcessTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);
    private static readonly string[] Expected = ["PATH", "HOME", "SITE_NAME"];
    private readonly int _port = FreePort.Next();

    private Uri Address => new($"http://127.0.0.1:{_port}/");

    [Test]
    public async Task A_service_gets_only_the_given_environment_and_can_be_frozen()
    {
        await using var service = await StartAsync([_port.ToString()], new() { ["SITE_NAME"] = "telescope" });
        await service.WaitUntilReadyAsync(Address);
        using var client = new HttpClient { Timeout = TimeSpan.FromMilliseconds(300) };
        var names = (await client.GetStringAsync(Address)).Split('\n');
        Assert.That(names.Where(name => !name.StartsWith("DOTNET_", StringComparison.Ordinal)), Is.EquivalentTo(Expected));

        service.Freeze();
        Assert.That(async () => await client.GetStringAsync(Address), Throws.InstanceOf<TaskCanceledException>());
        service.Continue();
        await service.WaitUntilReadyAsync(Address);

        Assert.That(await service.TerminateAsync(), Is.EqualTo(128 + 15).Or.Zero);
    }

    [Test]
    public async Task A_service_that_ends_early_says_why()
    {
        await using var service = await StartAsync([]);

        Assert.That(
            async () => await service.WaitUntilReadyAsync(Address),
            Throws.InvalidOperationException.With.Message.Contains("exit code 64").And.Message.Contains("A port is missing."));
    }

    [Test]
    public async Task Servers_die_with_a_killed_test_process()
    {
        await using var host = await StartAsync([_port.ToString(), "with-stage"]);
        await host.WaitUntilReadyAsync(Address);
        var servers = Descendants(host.Id);
        Assert.That(servers, Has.Count.GreaterThan(10), "a primary, a replica and their children, and Redis");

        await host.KillAsync();

        await Eventually.AssertAsync(
            () => servers.Where(IsAlive).ToList(), alive => alive.Count == 0, Bound, "nothing that the killed process started should be left");
    }

    private static Task<ServiceProcess> StartAsync(IReadOnlyList<string> arguments, Dictionary<string, string>? environment = null) =>
        ServiceProcess.StartAsync(typeof(StageHost).Assembly.Location, arguments, environment);

    private static List<int> Descendants(int id)
    {
        // The children of every thread: those that a test bed starts belong to its launcher thread.
        var children = Directory.GetDirectories($"/proc/{id}/task")
            .SelectMany(thread => File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(int.Parse)
            .ToList();
        return [.. children, .. children.SelectMany(Descendants)];
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
