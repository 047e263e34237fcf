using CcatOps.Application.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Workers;

/// <summary>Has the uses of tokens written, once a minute and when the host stops.</summary>
internal sealed partial class TokenUseWorker(IServiceScopeFactory scopes, TimeProvider time, ILogger<TokenUseWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await RecordAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await RecordAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task RecordAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ITokenUseRecorder>().RecordAsync(cancellationToken);
        }
#pragma warning disable CA1031 // A count is no reason to stop, whatever hinders it.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The uses of tokens could not be noted")]
    private partial void LogFailed(Exception exception);
}
