using System.Text.RegularExpressions;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Embedded;

internal static partial class EmbeddedService
{
    /// <summary>The embedded profile in a process of its own, in an empty working directory, and with the token that it prints.</summary>
    public static async Task<Site> StartAsync()
    {
        var site = await Site.StartAsync(new Settings { ["CCATOPS_ENV"] = "embedded" });
        site.Client.With(await TokenAsync(site));
        return site;
    }

    /// <summary>The value of the token that a first start prints.</summary>
    public static async Task<string> TokenAsync(Site site) => Value().Match(await Eventually.AssertAsync(
        () => Task.FromResult(site.Process.Output), Value().IsMatch, TimeSpan.FromSeconds(10), "it should print a token")).Value;

    [GeneratedRegex("ops_api_token_[A-Za-z0-9_-]{43,}")]
    private static partial Regex Value();
}
