using CcatOps.Application.Monitoring;

namespace CcatOps.Api.Hosting;

/// <summary>Prevents a site from starting if it contradicts its databases. Unavailable databases do not prevent a start.</summary>
internal static class TopologyGate
{
    public static async Task<bool> RefusesAsync(IServiceProvider services)
    {
        var misconfiguration = await services.GetRequiredService<TopologyCheck>().FindMisconfigurationAsync(CancellationToken.None);
        if (misconfiguration is not null)
            await Console.Error.WriteLineAsync(PrintableText.Lines(misconfiguration));
        return misconfiguration is not null;
    }
}
