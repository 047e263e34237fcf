using CcatOps.Application.Monitoring;

namespace CcatOps.Api.Hosting;

/// <summary>Keeps a site from starting that contradicts its databases. Databases that are away keep nothing from starting.</summary>
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
