using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Sql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Workers;

/// <summary>
/// Migrates the main database at the start of the site that owns it, as soon as it can be reached. A file is within reach at
/// once, so that is done before the other workers begin.
/// </summary>
internal sealed partial class MigrationWorker(
    SiteConfig site, IMigrator migrator, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<MigrationWorker> logger)
    : Worker(lifetime), IHostedLifecycleService
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private bool isDone;
    private string? reported;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken) =>
        isDone = site.MainDatabase.Type == DatabaseType.Sqlite && await MigrateAsync(cancellationToken);

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task WorkAsync(CancellationToken stoppingToken)
    {
        while (!isDone && !stoppingToken.IsCancellationRequested && !await MigrateAsync(stoppingToken))
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
            if (exception.Message != reported)
                LogWaiting(reported = exception.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot migrate yet: {Reason}. It is tried every second, and this is logged once for each reason. Check the main database and MAIN_DB_HOST, MAIN_DB_PORT")]
    private partial void LogWaiting(string reason);
}
