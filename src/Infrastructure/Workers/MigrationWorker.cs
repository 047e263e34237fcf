using CcatOps.Application.Errors;
using CcatOps.Infrastructure.Postgres;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Workers;

/// <summary>Migrates the main database at the start of a main site, as soon as it can be reached.</summary>
internal sealed partial class MigrationWorker(Migrator migrator, TimeProvider time, ILogger<MigrationWorker> logger) : BackgroundService
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await migrator.MigrateAsync(stoppingToken);
                return;
            }
            catch (MainDatabaseUnavailableException exception)
            {
                LogWaiting(exception.Message);
            }

            await Task.Delay(RetryInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot migrate yet: {Reason}")]
    private partial void LogWaiting(string reason);
}
