using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure;
using CcatOps.Infrastructure.Configuration;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Api.Hosting;

/// <summary>The first run of a visitor: one process and two files, with something in them to observe.</summary>
internal static class EmbeddedProfile
{
    private const string Name = "embedded";

    /// <returns>Whether the service may start; why not stands on standard error.</returns>
    public static async Task<bool> TryPrepareAsync(WebApplication app, Settings settings)
    {
        var site = settings.Site;
        if (settings.EnvironmentName != Name || site.MainDatabase.Type != DatabaseType.Sqlite)
            return true;

        FirstToken token;
        try
        {
            await app.Services.GetRequiredService<IMigrator>().MigrateAsync(CancellationToken.None);
            await app.Services.PlantSeedAsync(CancellationToken.None);
            token = await FirstToken.OfAsync(app.Services);
        }
        catch (Exception exception) when (exception is MainDatabaseUnavailableException or LocalDatabaseUnavailableException or BufferUnavailableException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return false;
        }

        app.Lifetime.ApplicationStarted.Register(() => Console.Out.WriteLine(Greeting(app.Urls.First(), site, token)));
        return true;
    }

    private static string Greeting(string url, SiteConfig site, FirstToken token) =>
        $$"""

          explorer   {{url}}/docs
          token      {{token.About}}
          observe    curl -s {{url}}/executed_obs_units/start -H 'Authorization: Bearer {{token.Shown}}' -H 'Content-Type: application/json' -d '{"obs_unit_id": 1}'
          database   {{Path.GetFullPath(site.MainDatabase.File)}}  (main and local at once)
          buffer     {{BufferPlace(site)}}  (writes on their way to the database)

        """;

    private static string BufferPlace(SiteConfig site) => site.BufferType == BufferType.Sqlite
        ? Path.GetFullPath(site.BufferPath)
        : $"Redis at {site.Redis.Host}:{site.Redis.Port}";
}
