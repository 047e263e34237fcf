using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace CcatOps.Browser.Stage;

/// <summary>A person with a browser of their own, in which nothing may go wrong unseen.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly Site site;
    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> faults = [];

    private Visitor(Site site, IBrowserContext context, IPage page)
    {
        (this.site, this.context, Page) = (site, context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                faults.Enqueue(message.Text);
        };
        page.PageError += (_, error) => faults.Enqueue(error);
    }

    public IPage Page { get; }

    public IBrowserContext Context => context;

    /// <summary>The sentence that the page begins with.</summary>
    public ILocator Verdict => Page.Locator(".verdict").First;

    /// <summary>Errors and warnings of the console, violations of the policy among them, and exceptions of scripts.</summary>
    public IReadOnlyCollection<string> Faults => faults;

    public static async Task<Visitor> OpenAsync(Site site, string place = "#/", int width = 1400, int height = 1000, ColorScheme scheme = ColorScheme.Light, string? token = null)
    {
        var browser = await Chromium.GetAsync();
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(30_000);
        var visitor = new Visitor(site, context, await context.NewPageAsync());
        if (token is not null)
            await visitor.SignInAsync(token);
        await visitor.GoAsync(place);
        return visitor;
    }

    /// <summary>Goes to a view: what follows the address of the service.</summary>
    public async Task GoAsync(string place) => await Page.GotoAsync($"{site.Address}/{place}");

    /// <summary>As the page does it, without looking at it.</summary>
    public async Task SignInAsync(string token)
    {
        var answer = await context.APIRequest.PostAsync($"{site.Address}/auth/session", new() { DataObject = new { token } });
        Assert.That(answer.Status, Is.EqualTo(200), await answer.TextAsync());
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator InDialog(string button) => Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = button, Exact = true });

    /// <summary>Writes a picture that README and docs show.</summary>
    public async Task ShootAsync(string name, bool fullPage = false) => await Page.ScreenshotAsync(new()
    {
        Path = Path.Combine(Repository.Images, $"{name}.png"),
        FullPage = fullPage,
        Animations = ScreenshotAnimations.Disabled,
    });

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
