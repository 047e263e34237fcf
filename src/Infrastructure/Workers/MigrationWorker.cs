using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Sql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Workers;

/// <summary>
/// Migrates the main database at the start of the site that owns it, as soon as it can be reached. A file is within reach at
/// once, so that is done before the service listens.
/// </summary>
internal sealed partial class MigrationWorker(SiteConfig site, IMigrator migrator, TimeProvider time, ILogger<MigrationWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (site.MainDatabase.Type != DatabaseType.Sqlite || !await MigrateAsync(cancellationToken))
            await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested && !await MigrateAsync(stoppingToken))
            await Task.Delay(RetryInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<bool> MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await migrator.MigrateAsync(cancellationToken);
            return true;
        }
        catch (MainDatabaseUnavailableException exception)
        {
            LogWaiting(exception.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot migrate yet: {Reason}")]
    private partial void LogWaiting(string reason);
}
