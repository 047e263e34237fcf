using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Workers;

/// <summary>Takes a step again and again. A step that throws is logged, and taken again at the next tick.</summary>
internal sealed partial class PeriodicWorker(
    string name,
    TimeSpan interval,
    Func<CancellationToken, Task> stepAsync,
    TimeProvider time,
    ILogger<PeriodicWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            try
            {
                await stepAsync(stoppingToken);
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
        while (await NextAsync(timer, stoppingToken));
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "A step of {Name} failed")]
    private partial void LogFailed(Exception exception, string name);
}
