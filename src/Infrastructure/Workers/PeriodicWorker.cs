using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Workers;

/// <summary>
/// Takes a step, again at once while the step says that there is more to do, and rests. One that throws is logged, and
/// taken again after the rest. When the host stops, a step under way has a little time to finish.
/// </summary>
internal sealed partial class PeriodicWorker(
    string name,
    TimeSpan interval,
    Func<CancellationToken, Task<bool>> stepAsync,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<PeriodicWorker> logger) : Worker(lifetime)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    protected override async Task WorkAsync(CancellationToken stoppingToken)
    {
        using var abandon = new CancellationTokenSource();
        await using var stopping = stoppingToken.Register(() => abandon.CancelAfter(Grace));
        do
        {
            try
            {
                while (await stepAsync(abandon.Token) && !stoppingToken.IsCancellationRequested)
                {
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A worker must outlive whatever a step meets.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFailed(exception, name);
            }
        }
        while (await RestAsync(stoppingToken));
    }

    /// <returns>Whether to go on.</returns>
    private async Task<bool> RestAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stoppingToken.IsCancellationRequested;
    }

    [LoggerMessage(LogLevel.Error, "A step of {Name} failed")]
    private partial void LogFailed(Exception exception, string name);
}
