using System.Net;
using System.Net.Sockets;
using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.StartUp;

/// <summary>Covers the output of a start, and its effects when it cannot listen.</summary>
internal sealed class StartTests
{
    private const int UnavailableExitCode = 69;

    private TwoSiteStage stage = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => stage = await SharedStage.GetAsync();

    [TestCase("--urls", "nonsense")]
    [TestCase("--urls", "ftp://localhost:8000")]
    [TestCase("--urls", "http://localhost:http")]
    [TestCase("--urls", "http://localhost:99999")]
    [TestCase("--urls", "http://192.0.2.1:8000")]
    [TestCase("--http_ports", "nonsense")]
    public async Task A_wrong_address_is_one_line(string option, string value) =>
        AssertOneLine(await Command.RunAsync(Embedded(), option, value), value);

    [Test]
    public async Task An_embedded_start_on_a_port_in_use_is_one_line_and_makes_no_files()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await using var service = await ServiceProcess.StartAsync(ServiceProgram.Path, ["--urls", $"http://{other.LocalEndpoint}"], Embedded());
        var code = await service.Exit;

        AssertOneLine(new(code, service.Output), "address already in use");
        Assert.That(Directory.Exists(Path.Combine(service.WorkingDirectory, "data")), Is.False);
    }

    [Test]
    public async Task A_second_process_on_a_port_in_use_takes_no_lease()
    {
        await using var first = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "occupied"));
        var run = await Command.RunAsync(Site.SecondarySettings(stage).With(("SITE_NAME", "portless")), "--urls", first.Address);

        AssertOneLine(run, "address already in use");
        Assert.That(await Tables.CountAsync(stage.Primary, "drain_epoch", "site_name = 'portless'"), Is.Zero);
    }

    [Test]
    public async Task A_start_prints_the_site_its_addresses_and_databases_and_how_to_get_a_token()
    {
        await using var cologne = await Site.StartMainAsync(stage.Primary);
        await PrintsAsync(
            cologne, "site       cologne, main", $"address    {cologne.Address}", $"explorer   {cologne.Address}/docs", "./run.sh token create",
            $"main       postgresql://{PostgresNode.User}:***@127.0.0.1:{stage.Primary.Port}/", "local      postgresql://", "buffer     none");
    }

    [Test]
    public async Task A_telescope_prints_its_buffer_too()
    {
        await using var observatory = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "printed"));
        await PrintsAsync(observatory, "site       printed, secondary", $"buffer     redis://127.0.0.1:{stage.Redis.Port}", "./run.sh token emergency");
    }

    private static async Task PrintsAsync(Site site, params string[] texts)
    {
        var output = await Eventually.AssertAsync(
            () => Task.FromResult(site.Process.Output), output => Array.TrueForAll(texts, output.Contains), TimeSpan.FromSeconds(10), "it should print all of it");
        Assert.That(output, Does.Not.Contain(PostgresNode.Password));
    }

    private static void AssertOneLine(Command run, string reason)
    {
        Assert.That(run.ExitCode, Is.EqualTo(UnavailableExitCode), run.Output);
        Assert.That(run.Output.Trim().Split('\n'), Has.Length.EqualTo(1), run.Output);
        Assert.That(run.Output, Does.StartWith("Cannot listen").And.Contain(reason).And.Contain("--urls"));
    }

    private static Settings Embedded() => new() { ["CCATOPS_ENV"] = "embedded" };
}
