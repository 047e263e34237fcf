using CcatOps.TestBed;

namespace CcatOps.Deployment.Tests.Kits.Systemd;

/// <summary>The reports of the service to systemd.</summary>
internal sealed class NotificationTests
{
    private const string HalfASecond = "500000";

    [Test]
    public async Task The_service_reports_that_it_listens_that_it_runs_and_that_it_ends()
    {
        using var socket = new NotifySocket();
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        await using var service = await StartAsync(address, ("NOTIFY_SOCKET", socket.Path), ("WATCHDOG_USEC", HalfASecond));

        Assert.That(await socket.NextAsync(), Is.EqualTo("READY=1"));
        using var client = new HttpClient { BaseAddress = address };
        Assert.That((await client.GetAsync(new Uri("/health/live", UriKind.Relative))).IsSuccessStatusCode, Is.True);
        for (var heartbeat = 0; heartbeat < 3; heartbeat++)
            Assert.That(await socket.NextAsync(), Is.EqualTo("WATCHDOG=1"));

        var exit = service.TerminateAsync();
        Assert.That(await LastAsync(socket), Is.EqualTo("STOPPING=1"));
        Assert.That(await exit, Is.Zero, service.Output);
    }

    [Test]
    public async Task A_watchdog_of_another_process_gets_no_heartbeat()
    {
        using var socket = new NotifySocket();
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        await using var service = await StartAsync(address, ("NOTIFY_SOCKET", socket.Path), ("WATCHDOG_USEC", HalfASecond), ("WATCHDOG_PID", "1"));

        Assert.That(await socket.NextAsync(), Is.EqualTo("READY=1"));
        await service.TerminateAsync();
        Assert.That(await socket.NextAsync(), Is.EqualTo("STOPPING=1"));
    }

    [Test]
    public async Task A_socket_that_is_gone_ends_nothing()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        await using var service = await StartAsync(address, ("NOTIFY_SOCKET", "/nowhere/notify"), ("WATCHDOG_USEC", HalfASecond));

        await service.WaitUntilReadyAsync(new(address, "/health/live"), TimeSpan.FromSeconds(60));
        await Eventually.WaitForAsync(
            () => service.Output.Contains("systemd was not sent WATCHDOG=1", StringComparison.Ordinal), TimeSpan.FromSeconds(30), "the log should say so");
        Assert.That(await service.TerminateAsync(), Is.Zero, service.Output);
    }

    /// <summary>The first message that is no heartbeat.</summary>
    private static async Task<string> LastAsync(NotifySocket socket)
    {
        while (true)
        {
            if (await socket.NextAsync() is var message and not "WATCHDOG=1")
                return message;
        }
    }

    private static async Task<ServiceProcess> StartAsync(Uri address, params (string Name, string Value)[] environment)
    {
        var settings = environment.ToDictionary(variable => variable.Name, variable => variable.Value);
        (settings["CCATOPS_ENV"], settings["ASPNETCORE_ENVIRONMENT"]) = ("embedded", "Development");
        var toml = await File.ReadAllTextAsync(Path.Combine(Shell.Repository, "config", "settings.toml"));
        return await ServiceProcess.StartAsync(
            ServiceProgram.Path, ["--urls", $"{address}"], settings, new Dictionary<string, string> { ["config/settings.toml"] = toml });
    }
}
