using Microsoft.Extensions.Hosting;

namespace CcatOps.Infrastructure.Workers;

/// <summary>A worker that begins when the server listens. A process that cannot listen takes no lease and changes nothing.</summary>
internal abstract class Worker(IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <summary>Works until the host stops.</summary>
    protected abstract Task WorkAsync(CancellationToken stoppingToken);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStarted, stoppingToken))
            await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Otherwise the first step would run within the notification that the server has started.
        await Task.Yield();
        if (!stoppingToken.IsCancellationRequested)
            await WorkAsync(stoppingToken);
    }
}
