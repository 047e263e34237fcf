using CcatOps.TestBed;

namespace CcatOps.Faults.Processes;

/// <summary>A stage with the schema and planned units 1 to 3, on which each test has a site and a link of its own.</summary>
internal static class Ground
{
    private const int PlannedUnits = 3;
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "CcatOps.Api.dll");

    public static async Task<TwoSiteStage> StartAsync()
    {
        var stage = await TwoSiteStage.StartAsync();
        try
        {
            await MigrateAsync(stage.Primary);
            await stage.Primary.ExecuteAsync($"insert into obs_unit (name) select 'unit ' || n from generate_series(1, {PlannedUnits}) n");
            await stage.Replica.CatchUpAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    private static async Task MigrateAsync(PostgresNode main)
    {
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["MAIN_DB_HOST"] = "127.0.0.1",
            ["MAIN_DB_PORT"] = $"{main.Port}",
            ["MAIN_DB_USER"] = PostgresNode.User,
            ["MAIN_DB_PASSWORD"] = PostgresNode.Password,
            ["MAIN_DB_NAME"] = PostgresNode.Database,
        };
        await using var process = await ServiceProcess.StartAsync(Program, ["--migrate"], settings);
        Assert.That(await process.Exit.WaitAsync(TimeSpan.FromSeconds(60)), Is.Zero, process.Output);
    }
}
