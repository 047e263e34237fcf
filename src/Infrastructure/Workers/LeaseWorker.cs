using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using Microsoft.Extensions.Hosting;

namespace CcatOps.Infrastructure.Workers;

/// <summary>Holds the drain's lease while the process runs and gives it back when it ends, so that another need not wait.</summary>
internal sealed class LeaseWorker(DrainLease lease, IHostApplicationLifetime lifetime, TimeProvider time) : Worker(lifetime)
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await lease.ReleaseAsync(cancellationToken);
        }
        catch (BufferUnavailableException)
        {
            // Then it ends by itself.
        }
    }

    protected override async Task WorkAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(lease.Interval, time);
        try
        {
            do
            {
                await lease.RenewAsync(stoppingToken);
                timer.Period = lease.Interval;
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }
}
