namespace CcatOps.TestBed;

/// <summary>Two sites with the schema, a token of each role and planned units 1 to <see cref="Units"/>, which the replica shows.</summary>
public static class PlannedStage
{
    public const int Units = 3;
    private static readonly TimeSpan MigrationBound = TimeSpan.FromSeconds(120);

    /// <param name="program">The service's assembly, which migrates the main database.</param>
    /// <param name="options">How the stage is made; null: as by default.</param>
    /// <exception cref="InvalidOperationException">The migration failed; the message has what it printed.</exception>
    public static async Task<TwoSiteStage> StartAsync(string program, TwoSiteOptions? options = null)
    {
        var started = await TwoSiteStage.StartAsync(options);
        try
        {
            await MigrateAsync(program, started.Primary);
            await TestTokens.SeedAsync(started.Primary);
            await started.Primary.ExecuteAsync($"insert into obs_unit (name) select 'unit ' || n from generate_series(1, {Units}) n");
            await started.Replica.CatchUpAsync();
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    private static async Task MigrateAsync(string program, PostgresNode main)
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
        await using var process = await ServiceProcess.StartAsync(program, ["--migrate"], settings);
        var code = await process.Exit.WaitAsync(MigrationBound);
        if (code != 0)
            throw new InvalidOperationException($"The migration ended with exit code {code}.\n{process.Output}");
    }
}
