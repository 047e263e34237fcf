using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Stage;

/// <summary>Stages that are ready to be observed on.</summary>
internal static class Scenery
{
    public const int PlannedUnits = 3;

    /// <summary>A stage whose main database has the schema and planned units 1 to 3, and whose replica shows them.</summary>
    public static async Task<TwoSiteStage> StartAsync(TwoSiteOptions? options = null)
    {
        var stage = await TwoSiteStage.StartAsync(options);
        try
        {
            await MigrateAsync(stage.Primary);
            await PlanAsync(stage.Primary, PlannedUnits);
            await stage.Replica.CatchUpAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public static async Task MigrateAsync(PostgresNode main)
    {
        var run = await Command.RunAsync(new Settings().With("MAIN_DB", main.Port), "--migrate");
        Assert.That(run.ExitCode, Is.Zero, run.Output);
        await TestTokens.SeedAsync(main);
    }

    public static Task PlanAsync(PostgresNode main, int units) =>
        main.ExecuteAsync($"insert into obs_unit (name) select 'unit ' || n from generate_series(1, {units}) n");
}
