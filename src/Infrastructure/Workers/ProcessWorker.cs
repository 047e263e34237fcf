using CcatOps.Application.Monitoring;
using Microsoft.Extensions.Hosting;

namespace CcatOps.Infrastructure.Workers;

/// <summary>Reports this process to the others while it runs, and leaves when it ends.</summary>
internal sealed class ProcessWorker(SiteProcesses processes, IHostApplicationLifetime lifetime, TimeProvider time) : Worker(lifetime)
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await processes.LeaveAsync(cancellationToken);
    }

    protected override async Task WorkAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SiteProcesses.Interval, time);
        try
        {
            do
                await processes.ReportAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }
}
