using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Api.Commands;

internal static class Migration
{
    public static async Task<int> RunAsync(SiteConfig site)
    {
        await using var services = new ServiceCollection()
            .AddSingleton(site)
            .AddSingleton(TimeProvider.System)
            .AddLogging()
            .AddMigrator(site)
            .BuildServiceProvider();
        try
        {
            var applied = await services.GetRequiredService<IMigrator>().MigrateAsync(CancellationToken.None);
            await Console.Out.WriteLineAsync(applied.Count == 0
                ? $"{site.MainDatabase} has the schema that this version needs."
                : $"{site.MainDatabase} has been brought to schema version {applied[^1]}.");
            return ExitCodes.Done;
        }
        catch (MainDatabaseUnavailableException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCodes.Unavailable;
        }
    }
}
