using System.Net;
using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Commands;

internal sealed class PartitionTests
{
    [Test]
    public async Task It_divides_a_database_in_use_once_and_observing_goes_on()
    {
        await using var main = await PostgresServer.CreateAsync();
        await Scenery.MigrateAsync(main);
        await Scenery.PlanAsync(main, units: 1);
        await using var cologne = await Site.StartMainAsync(main);
        var execution = await cologne.StartedAsync();

        var first = await PartitionAsync(main);
        Assert.That(first.ExitCode, Is.Zero, first.Output);
        Assert.That(first.Output, Does.Contain("divided by month."));
        var second = await PartitionAsync(main);
        Assert.That(second.ExitCode, Is.Zero, second.Output);
        Assert.That(second.Output, Does.Contain("before"));

        Assert.That((await cologne.RegisterFileAsync(execution)).Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That((await cologne.FinishAsync(execution)).Status, Is.EqualTo(HttpStatusCode.OK));
        var read = await cologne.AskAsync($"/executed_obs_units/{execution}");
        Assert.That(read.Json["raw_data_files"]!.AsArray(), Has.Count.EqualTo(1));
        Assert.That(await Tables.CountAsync(main, "applied_transaction"), Is.EqualTo(3));
    }

    [Test]
    public async Task A_file_is_left_as_it_is()
    {
        var settings = new Settings().With(
            ("MAIN_DB_TYPE", "sqlite"), ("LOCAL_DB_TYPE", "sqlite"), ("MAIN_DB_NAME", "ops"), ("LOCAL_DB_NAME", "ops"));
        var run = await Command.RunAsync(settings, "--partition");

        Assert.That(run.ExitCode, Is.EqualTo(69), run.Output);
        Assert.That(run.Output, Does.Contain("only a PostgreSQL database"));
    }

    private static Task<Command> PartitionAsync(PostgresNode main) =>
        Command.RunAsync(new Settings().With("MAIN_DB", main.Port), "--partition");
}
