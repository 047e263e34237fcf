using CcatOps.Attacks.Stage;
using CcatOps.TestBed;

namespace CcatOps.Attacks.Logs;

internal sealed class ControlCharacterTests
{
    private const string Hostile = "\u001b]0;owned\u0007\r\u001b[2J\u0085\u202e";

    [Test]
    public async Task The_log_shows_control_characters_of_clients_and_sends_none()
    {
        await using var github = await FakeGithub.StartAsync();
        await using var site = await AttackedSite.StartAsync(
            SiteSettings.OfTelescope(await AttackStage.GetAsync(), "logs").With(github.Settings));
        var login = await BegunLogin.OfAsync(site);
        await login.ComeBackAsync(site, $"error={Uri.EscapeDataString(Hostile)}");
        await AttackedSite.SendAsync(
            site.Anonymous, HttpMethod.Get, $"/executed_obs_units/{Uri.EscapeDataString(Hostile)}", null, ("Authorization", "Bearer wrong"));
        await Eventually.WaitForAsync(
            () => site.Process.Output.Contains("owned", StringComparison.Ordinal), TimeSpan.FromSeconds(60), "the refusal should be logged",
            () => site.Process.Output);

        Assert.Multiple(() =>
        {
            Assert.That(site.Process.Output.Where(letter => (char.IsControl(letter) && letter != '\n') || letter == '\u202e'), Is.Empty);
            Assert.That(site.Process.Output, Does.Contain("from 127.0.0.1").And.Contain("\\u001b]0;owned"));
        });
    }

    [Test]
    public async Task A_list_of_tokens_sends_no_control_characters_to_a_terminal()
    {
        var stage = await AttackStage.GetAsync();
        await stage.Primary.ExecuteAsync($"update api_token set note = E'\\x1b[2Jowned\\r' where name = 'viewer'");
        await using var process = await ServiceProcess.StartAsync(ServiceProgram.Path, ["token", "list"], SiteSettings.OfMain(stage));
        await process.Exit.WaitAsync(TimeSpan.FromSeconds(120));
        await Eventually.WaitForAsync(
            () => process.Output.Contains("owned", StringComparison.Ordinal), TimeSpan.FromSeconds(30), "the note should be printed", () => process.Output);

        Assert.That(process.Output.Where(letter => char.IsControl(letter) && letter != '\n'), Is.Empty);
    }
}
