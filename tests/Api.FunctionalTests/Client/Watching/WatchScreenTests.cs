using System.Text.Json.Nodes;
using CcatOps.Cli.Output;
using CcatOps.Cli.Watching;

namespace CcatOps.Api.FunctionalTests.Client.Watching;

/// <summary>Draws the screen without a terminal.</summary>
internal sealed class WatchScreenTests
{
    [TestCase(80, 24, 0)]
    [TestCase(80, 24, 500)]
    [TestCase(40, 12, 500)]
    [TestCase(200, 60, 30)]
    public void It_fits_whatever_there_is_to_show(int width, int height, int failed)
    {
        var view = View(failed) with { Fault = new string('x', 500) };

        var lines = WatchScreen.Render(view, width, height, Style.Plain);

        Assert.That(lines, Has.Count.EqualTo(height));
        Assert.That(lines.Select(line => line.Replace("\e[7m", "").Replace("\e[0m", "").Length), Is.All.LessThanOrEqualTo(width));
        Assert.That(lines[^1], Does.StartWith("q quit"));
    }

    [Test]
    public void The_selected_row_is_on_the_screen_wherever_it_is([Values(0, 7, 250, 499)] int selected)
    {
        var view = View(500) with { Selected = selected };

        var lines = WatchScreen.Render(view, 80, 24, Style.Plain);

        Assert.That(lines.Single(line => line.StartsWith("\e[7m>", StringComparison.Ordinal)), Does.Contain($"refused {selected}"));
        Assert.That(lines, Has.Some.EqualTo($"failed {selected + 1} of 500"));
    }

    [Test]
    public void A_list_that_grows_leaves_the_person_where_she_is()
    {
        var view = View(3) with { Selected = 1 };

        var grown = view.WithFailed([Failed(99), .. view.Failed]);

        Assert.That(grown.SelectedFailed.Text("id"), Is.EqualTo(view.SelectedFailed.Text("id")));
    }

    [Test]
    public void A_list_that_shrinks_leaves_the_person_in_it() =>
        Assert.That((View(9) with { Selected = 8 }).WithFailed([Failed(99)]).Selected, Is.Zero);

    [Test]
    public void What_a_terminal_would_obey_is_shown_and_not_sent()
    {
        var hostile = Failed(1);
        hostile["error"]!["message"] = "\e]0;owned\a\u202e";
        var view = View(0) with { Failed = [hostile], Open = [.. TransactionText.Lines(hostile)] };

        foreach (var shown in new[] { view, view with { Open = null } })
        {
            var text = string.Join('\n', WatchScreen.Render(shown, 80, 24, Style.Plain)).Replace("\e[7m", "").Replace("\e[0m", "");
            Assert.That(text, Does.Not.Contain("\e").And.Not.Contain("\a").And.Not.Contain("\u202e"));
        }
    }

    private static WatchView View(int failed) => new()
    {
        Status = new SiteStatus(JsonNode.Parse(
            $$$"""
            {"at": "2026-11-30T12:00:00Z", "site": {"name": "observatory", "type": "secondary"}, "severity": "attention",
             "verdict": "{{{failed}}} transactions were refused and need you; 37 writes wait for Cologne, the oldest 4 min; the link is down since 12:03; nothing lost.",
             "facts": [{"code": "refused", "severity": "attention", "text": "Refused.", "since": null}, {"code": "waiting", "severity": "waiting", "text": "37 writes wait.", "since": null}],
             "lanes": {"buffered": {"count": 37, "oldest_at": "2026-11-30T11:56:00Z"}, "applying": {"count": 0}, "committed": {"count": 0}, "replicated": {"count": null},
                       "failed": {"count": {{{failed}}}, "oldest_at": null}, "parked": {"count": 0} } }
            """)!.AsObject()),
        Failed = [.. Enumerable.Range(0, failed).Select(Failed)],
    };

    private static JsonObject Failed(int number) => JsonNode.Parse(
        $$$"""
        {"id": "id-{{{number}}}", "operation": "start_observation", "times": {"failed": "2026-11-30T11:00:00Z"}, "error": {"sql_state": "23503", "message": "refused {{{number}}}"}}
        """)!.AsObject();
}
