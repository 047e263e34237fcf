using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CcatOps.Attacks.Stage;

/// <summary>Stands where GitHub would, confirms no login and counts who asks.</summary>
internal sealed class FakeGithub : IAsyncDisposable
{
    private readonly WebApplication app;
    private int calls;

    private FakeGithub(WebApplication app) => this.app = app;

    /// <summary>How many requests have come.</summary>
    public int Calls => Volatile.Read(ref calls);

    /// <summary>Settings of a site whose people log in here.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("GITHUB_BASE_URL", app.Urls.Single()), ("GITHUB_CLIENT_ID", "attacks"), ("GITHUB_CLIENT_SECRET", "attacks"),
        ("GITHUB_ORG_NAME", "ccat"), ("SECRET_KEY", "0123456789abcdef0123456789abcdef-of-attacks"),
    ];

    public static async Task<FakeGithub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var github = new FakeGithub(builder.Build());
        github.app.Run(context =>
        {
            Interlocked.Increment(ref github.calls);
            return context.Response.WriteAsJsonAsync(new { error = "bad_verification_code" });
        });
        await github.app.StartAsync();
        return github;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
