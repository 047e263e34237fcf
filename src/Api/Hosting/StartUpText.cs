using CcatOps.Api.Sessions;
using CcatOps.Domain.Sessions;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Configuration;

namespace CcatOps.Api.Hosting;

/// <summary>The text that a start prints for a person. It holds no secret but the first token of the embedded profile.</summary>
internal static class StartUpText
{
    private static readonly string[] Everywhere = ["://0.0.0.0", "://[::]", "://+", "://*"];

    /// <param name="settings">The settings in effect.</param>
    /// <param name="isDevelopment">Whether the command for a token needs to say so.</param>
    /// <param name="addresses">The addresses on which the server listens.</param>
    /// <param name="token">The token of the embedded profile; null in any other.</param>
    /// <param name="firstCode">The code of a link that logs in; null: there is none.</param>
    public static string Of(Settings settings, bool isDevelopment, IReadOnlyList<string> addresses, FirstToken? token, string? firstCode)
    {
        var url = Reachable(addresses.Count > 0 ? addresses[0] : "");
        IEnumerable<(string Name, string Text)> lines =
        [
            ("site", $"{settings.Site.SiteName}, {(settings.Site.IsMainSite ? "main" : "secondary")}; settings of [{settings.EnvironmentName}]"),
            ("address", string.Join("  ", addresses)),
            ("page", firstCode is null ? url : $"{url}{FirstLogin.Path}?code={firstCode}  (logs in once, within {SessionRules.LoginLife.TotalMinutes:0} minutes)"),
            ("explorer", $"{url}/docs"),
            ("token", token?.About ?? HowToGetOne(settings.Site, isDevelopment ? " --environment Development" : "")),
            .. token is null ? [] : new[] { ("observe", Observe(url, token)) },
            .. Databases(settings.Site),
            ("buffer", Buffer(settings.Site)),
        ];
        return $"\n{string.Concat(lines.Select(line => $"  {line.Name,-10} {line.Text}\n"))}";
    }

    private static string Observe(string url, FirstToken token) =>
        $$"""curl -s {{url}}/executed_obs_units/start -H "Authorization: Bearer {{token.Shown}}" -H 'Content-Type: application/json' -d '{"obs_unit_id": 1}'""";

    /// <summary>With the same settings in the environment, or in the same folder.</summary>
    private static string HowToGetOne(SiteConfig site, string options) =>
        $"./run.sh token create --role admin --name NAME{options}"
        + (site.IsMainSite ? "" : $"; while the link is down: ./run.sh token emergency --reason REASON{options}");

    private static IEnumerable<(string Name, string Text)> Databases(SiteConfig site) => site.MainDatabase.Type == DatabaseType.Sqlite
        ? [("database", $"{Path.GetFullPath(site.MainDatabase.File)}  (main and local at once)")]
        : [("main", $"{site.MainDatabase}"), ("local", $"{site.LocalDatabase}")];

    private static string Buffer(SiteConfig site) => site switch
    {
        { IsMainSite: true } => "none: a main site writes directly",
        { BufferType: BufferType.Sqlite } => $"{Path.GetFullPath(site.BufferPath)}  (writes on their way to the database)",
        _ => $"{site.Redis}  (writes on their way to the database)",
    };

    /// <summary>An address that listens everywhere, as a client on this machine has to write it.</summary>
    private static string Reachable(string address) => Everywhere
        .Aggregate(address, (text, everywhere) => text.Replace(everywhere, "://localhost", StringComparison.Ordinal));
}
