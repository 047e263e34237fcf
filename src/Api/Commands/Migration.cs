using CcatOps.Api.Hosting;
using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Api.Commands;

/// <summary>Changes the schema of the main database, and nothing else.</summary>
internal static class Migration
{
    public static Task<int> RunAsync(SiteConfig site) => RunAsync(
        site,
        async services =>
        {
            var applied = await services.GetRequiredService<IMigrator>().MigrateAsync(CancellationToken.None);
            return applied.Count == 0
                ? $"{site.MainDatabase} has the schema that this version needs."
                : $"{site.MainDatabase} has been brought to schema version {applied[^1]}.";
        });

    /// <summary>Divides its tables of markers and files by month.</summary>
    public static Task<int> PartitionAsync(SiteConfig site) => RunAsync(
        site,
        async services => services.GetService<ITableMonths>() is not { } months
            ? throw new MainDatabaseUnavailableException($"{site.MainDatabase} is a file; only a PostgreSQL database is divided by month.")
            : await months.DivideAsync(CancellationToken.None)
                ? $"{site.MainDatabase} has its markers and files divided by month."
                : $"{site.MainDatabase} was divided by month before, and has the months ahead.");

    private static async Task<int> RunAsync(SiteConfig site, Func<IServiceProvider, Task<string>> changeAsync)
    {
        await using var services = new ServiceCollection()
            .AddSingleton(site)
            .AddSingleton(TimeProvider.System)
            .AddLogging()
            .AddMigrator(site)
            .BuildServiceProvider();
        try
        {
            await Console.Out.WriteLineAsync(await changeAsync(services));
            return ExitCodes.Done;
        }
        catch (MainDatabaseUnavailableException exception)
        {
            await Console.Error.WriteLineAsync(PrintableText.Lines(exception.Message));
            return ExitCodes.Unavailable;
        }
    }
}
