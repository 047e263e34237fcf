using Microsoft.Playwright;

namespace CcatOps.Browser.Stage;

/// <summary>Debian's Chromium, one for all tests; nothing is downloaded.</summary>
internal static class Chromium
{
    private const string Program = "/usr/bin/chromium";

    private static IPlaywright? playwright;
    private static Task<IBrowser>? browser;

    public static Task<IBrowser> GetAsync() => browser ??= StartAsync();

    public static async Task StopAsync()
    {
        if (browser is not null)
            await (await browser).DisposeAsync();
        playwright?.Dispose();
    }

    private static async Task<IBrowser> StartAsync()
    {
        if (!File.Exists(Program))
            throw new FileNotFoundException("Chromium is missing. Install it with: apt-get install chromium", Program);
        playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program,
            ChromiumSandbox = false,
            Args = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }
}
