using Microsoft.Playwright;

namespace CcatOps.Api.FunctionalTests.Sessions;

/// <summary>Debian's Chromium with a profile of its own; nothing is downloaded.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Quiet =
    [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly DirectoryInfo profile = Directory.CreateTempSubdirectory("ccatops-chromium-");
    private IPlaywright playwright = null!;

    private Chromium()
    {
    }

    public IBrowserContext Context { get; private set; } = null!;

    public static async Task<Chromium> StartAsync()
    {
        var chromium = new Chromium();
        chromium.playwright = await Playwright.CreateAsync();
        chromium.Context = await chromium.playwright.Chromium.LaunchPersistentContextAsync(chromium.profile.FullName, new()
        {
            ExecutablePath = Find(),
            Headless = true,
            ChromiumSandbox = false,
            Args = Quiet,
        });
        return chromium;
    }

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        playwright.Dispose();
        profile.Delete(recursive: true);
    }

    private static string Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin").Split(':')
            .Select(folder => Path.Combine(folder, "chromium"))
            .FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("The program 'chromium' is missing. Install it with: apt-get install chromium");
}
