using System.Text;
using CcatOps.Attacks.Stage;

namespace CcatOps.Attacks.Memory;

internal sealed class SeriesTests
{
    private const int Requests = 100_000;

    /// <summary>A few kinds of answers, each with the lines of a histogram.</summary>
    private const int MostNewSeries = 300;

    private const int MostNewMegabytes = 120;

    private AttackedSite site = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => site = await AttackedSite.StartAsync(
        SiteSettings.OfMain(await AttackStage.GetAsync()).With(("DOTNET_GCConserveMemory", "9"), ("DOTNET_gcServer", "0")));

    [OneTimeTearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task Random_methods_paths_hosts_and_headers_add_neither_series_nor_memory()
    {
        await Flood.SendAsync(site.Port, Requests / 4, _ => "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");
        var (series, memory) = (await SeriesAsync(), ProcessMemory.Resident(site.Process.Id));

        await Flood.SendAsync(site.Port, Requests, RandomRequest);

        Assert.Multiple(async () =>
        {
            Assert.That(await SeriesAsync() - series, Is.LessThan(MostNewSeries));
            Assert.That(ProcessMemory.Resident(site.Process.Id) - memory, Is.LessThan(MostNewMegabytes));
        });
    }

    private async Task<int> SeriesAsync() => (await AttackedSite.SendAsync(site.Admin, HttpMethod.Get, "/metrics")).Text.Split('\n').Length;

    private static string RandomRequest(Random random)
    {
        var request = new StringBuilder();
        request.Append(random.Next(2) == 0 ? "GET" : Word(random, "ABCDEFGHIJ")).Append(' ').Append(Path(random)).Append(" HTTP/1.1\r\n");
        request.Append($"Host: {Word(random)}.example\r\n{Word(random)}: {Word(random)}\r\n");
        request.Append($"Origin: https://{Word(random)}.example\r\nAuthorization: Bearer {Word(random)}\r\nAccept-Language: {Word(random)}\r\n");
        return request.Append("Content-Length: 0\r\n\r\n").ToString();
    }

    private static string Path(Random random) => random.Next(8) switch
    {
        0 => $"/openapi/{Word(random)}.json",
        1 => $"/openapi/v1.json?documentName={Word(random)}x",
        2 => $"/problems/{Word(random)}",
        3 => $"/docs/{Word(random)}",
        4 => $"/executed_obs_units/{Word(random)}",
        5 => $"/obs_unit/?{Word(random)}={Word(random)}",
        6 => "/health/live",
        _ => $"/{Word(random)}/{Word(random)}",
    };

    private static string Word(Random random, string letters = "abcdefghijklmnopqrstuvwxyz0123456789") =>
        "x" + new string(random.GetItems<char>(letters, 12));
}
