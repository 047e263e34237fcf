using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Client;

/// <summary>The address and the token of a command, and what becomes of the token.</summary>
internal sealed class ConnectionTests
{
    private Site site = null!;
    private string folder = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        site = await Site.StartSecondaryAsync(await SharedStage.GetAsync(), ("SITE_NAME", "connecting"));
        folder = Directory.CreateTempSubdirectory("ccatops-profile-").FullName;
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await site.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task A_profile_names_the_service_and_the_token()
    {
        var run = await AskAsync($"url = {site.Address}\n# mine\ntoken = {TestTokens.Admin}\n", "600", "tx", "list");

        Assert.That(run.Code, Is.Zero, run.ToString());
    }

    [TestCase("640")]
    [TestCase("604")]
    public async Task A_profile_that_others_may_read_is_refused_with_the_remedy(string mode)
    {
        var run = await AskAsync($"url = {site.Address}\ntoken = {TestTokens.Admin}\n", mode, "tx", "list");

        Assert.That(run.Code, Is.EqualTo(2), run.ToString());
        Assert.That(run.Notes, Does.Contain("is open to others; run: chmod 600").And.Not.Contain(TestTokens.Admin));
    }

    [Test]
    public async Task A_wrong_line_of_a_profile_is_named_and_not_printed()
    {
        var run = await AskAsync($"url = {site.Address}\ntokn = {TestTokens.Admin}\n", "600", "tx", "list");

        Assert.That(run.Code, Is.EqualTo(2), run.ToString());
        Assert.That(run.Notes, Does.Contain("line 2").And.Not.Contain(TestTokens.Admin));
    }

    [Test]
    public async Task The_token_of_a_profile_is_sent_to_the_address_beside_it_only()
    {
        var run = await AskAsync($"url = http://127.0.0.1:1\ntoken = {TestTokens.Admin}\n", "600", "tx", "list", "--url", site.Address);

        Assert.That(run.Code, Is.EqualTo(3), run.ToString());
    }

    [Test]
    public async Task An_option_comes_before_the_environment()
    {
        var environment = new Dictionary<string, string> { ["CCATOPS_URL"] = "http://127.0.0.1:1", ["CCATOPS_TOKEN"] = TestTokens.Unknown };

        var run = await Ccatops.RunAsync(environment, null, "--url", site.Address, "tx", "list", "--token", TestTokens.Admin);

        Assert.That(run.Code, Is.Zero, run.ToString());
    }

    [Test]
    public async Task Verbose_prints_requests_and_traces_and_no_token()
    {
        var run = await Ccatops.AskAsync(site, "tx", "list", "--verbose", "--output", "json");

        Assert.That(run.Notes, Does.Match(@"> GET http://\S+/api/transactions\?limit=51 \(Authorization: Bearer \*\*\*\)\n< 200 in \d+ ms, \d+ characters, trace 00-"));
        Assert.That(run.Notes + run.Data, Does.Not.Contain(TestTokens.Admin));
        Assert.That(run.Json["items"], Is.Not.Null);
    }

    [Test]
    public async Task A_token_that_is_not_valid_is_exit_code_3_and_not_printed()
    {
        var run = await Ccatops.RunAsync(Ccatops.Of(site, TestTokens.Unknown), null, "tx", "list");

        Assert.That(run.Code, Is.EqualTo(3), run.ToString());
        Assert.That(run.Notes, Does.Contain("credential").And.Not.Contain(TestTokens.Unknown));
    }

    [Test]
    public async Task A_permission_that_is_missing_is_exit_code_3()
    {
        var run = await Ccatops.RunAsync(Ccatops.Of(site, TestTokens.Of("viewer")), null, "buffer", "pause", "--reason", "a test");

        Assert.That(run.Code, Is.EqualTo(3), run.ToString());
    }

    [Test]
    public async Task An_unreachable_service_is_exit_code_6()
    {
        var run = await Ccatops.RunAsync(new Dictionary<string, string> { ["CCATOPS_URL"] = $"http://127.0.0.1:{FreePort.Next()}" }, null, "status");

        Assert.That(run.Code, Is.EqualTo(6), run.ToString());
        Assert.That(run.Notes, Does.Contain("is unreachable").And.Contain("--url"));
    }

    [TestCase("ftp://localhost")]
    [TestCase("localhost:8000")]
    [TestCase("http://ada:secret@localhost")]
    public async Task A_wrong_address_is_exit_code_2_and_not_printed(string url)
    {
        var run = await Ccatops.RunAsync(new Dictionary<string, string> { ["CCATOPS_URL"] = url }, null, "status");

        Assert.That(run.Code, Is.EqualTo(2), run.ToString());
        Assert.That(run.Notes, Does.Not.Contain("secret"));
    }

    private async Task<Ccatops> AskAsync(string profile, string mode, params string[] arguments)
    {
        var file = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        await File.WriteAllTextAsync(file, profile);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32(mode, 8));
        return await Ccatops.RunAsync(new Dictionary<string, string> { ["CCATOPS_PROFILE"] = file }, null, arguments);
    }
}
