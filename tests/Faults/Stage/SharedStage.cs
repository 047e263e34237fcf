using CcatOps.TestBed;

namespace CcatOps.Faults.Stage;

/// <summary>One main database and replica for all scenarios that leave them as they were; each has a site of its own name on them.</summary>
internal static class SharedStage
{
    public const int PlannedUnits = 3;
    private static readonly string program = Path.Combine(AppContext.BaseDirectory, "CcatOps.Api.dll");
    private static Task<TwoSiteStage>? stage;

    public static Task<TwoSiteStage> GetAsync() => stage ??= StartAsync();

    /// <summary>A stage of a scenario's own: with the schema and planned units 1 to 3, which the replica shows.</summary>
    public static async Task<TwoSiteStage> StartAsync(TwoSiteOptions? options = null)
    {
        var started = await TwoSiteStage.StartAsync(options);
        try
        {
            await MigrateAsync(started.Primary);
            await TestTokens.SeedAsync(started.Primary);
            await started.Primary.ExecuteAsync($"insert into obs_unit (name) select 'unit ' || n from generate_series(1, {PlannedUnits}) n");
            await started.Replica.CatchUpAsync();
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public static async Task StopAsync()
    {
        if (stage is not null)
            await (await stage).DisposeAsync();
    }

    private static async Task MigrateAsync(PostgresNode main)
    {
        await using var process = await ServiceProcess.StartAsync(program, ["--migrate"], new SiteSettings().WithDatabase("MAIN_DB", main.Port));
        var code = await process.Exit.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.That(code, Is.Zero, process.Output);
    }
}
