namespace CcatOps.Bench.Staging;

/// <summary>A telescope that starts executions.</summary>
internal static class Writing
{
    public static object StartBody(Guid? id = null) => new
    {
        id,
        obs_unit_id = 1,
        instrument_module = "MOD0",
        conditions = new { pwv_mm = 0.42, temperature_c = -7.3, humidity_percent = 14.2, wind_speed_m_s = 6.8, observer = "night crew" },
        comment = "Horsehead Nebula R, Barnard 33",
    };

    /// <summary>Writes so many a second until it is cancelled, and then ends without an error.</summary>
    public static async Task AtRateAsync(Site site, int perSecond, CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1d / perSecond));
            while (await timer.WaitForNextTickAsync(cancellationToken))
                await site.SendAsync(HttpMethod.Post, "/executed_obs_units/start", StartBody(), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // That is its end.
        }
    }
}
