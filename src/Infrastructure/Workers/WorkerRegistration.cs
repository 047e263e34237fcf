using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Workers;

/// <summary>Adds what a site does again and again.</summary>
internal static class WorkerRegistration
{
    /// <summary>A step that says whether the next one follows at once.</summary>
    public static IServiceCollection AddWorker<TStep>(
        this IServiceCollection services,
        string name,
        TimeSpan interval,
        Func<TStep, CancellationToken, Task<bool>> stepAsync)
        where TStep : notnull => services.AddSingleton<IHostedService>(provider => new PeriodicWorker(
            name,
            interval,
            token => stepAsync(provider.GetRequiredService<TStep>(), token),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PeriodicWorker>>()));

    /// <summary>A step after which the next one waits for the interval.</summary>
    public static IServiceCollection AddWorker<TStep>(
        this IServiceCollection services, string name, TimeSpan interval, Func<TStep, CancellationToken, Task> stepAsync)
        where TStep : notnull => services.AddWorker<TStep>(name, interval, async (step, token) =>
        {
            await stepAsync(step, token);
            return false;
        });
}
