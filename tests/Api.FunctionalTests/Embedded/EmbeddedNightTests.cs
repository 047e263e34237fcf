using System.Globalization;
using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;
using Microsoft.Data.Sqlite;

namespace CcatOps.Api.FunctionalTests.Embedded;

internal sealed class EmbeddedNightTests
{
    private const int Kills = 3;

    [Test]
    public async Task A_night_recorded_without_servers_survives_kills_at_random_moments_exactly_once()
    {
        var random = new Random(Environment.TickCount);
        var killed = Enumerable.Range(0, Kills).Select(_ => random.Next(20, 300)).ToHashSet();
        TestContext.Out.WriteLine($"killed during exposures {string.Join(", ", killed)}");

        await using var service = await EmbeddedService.StartAsync();
        foreach (var exposure in Night.Log)
        {
            var kill = killed.Contains(exposure.Number) ? service.Process.KillAsync() : Task.CompletedTask;
            await RecordThroughKillAsync(service, exposure, kill);
        }

        await service.WaitUntilReplicatedAsync();
        var memory = ResidentMegabytes(service.Process.Id);
        TestContext.Out.WriteLine($"{memory} MB resident after the night");

        await using var database = await OpenDatabaseAsync(service);
        Assert.That(await CountAsync(database, "executed_obs_unit where transaction_id is not null"), Is.EqualTo(301));
        Assert.That(await CountAsync(database, "raw_data_file where transaction_id is not null"), Is.EqualTo(301));
        Assert.That(await CountAsync(database, "applied_transaction where sequence is not null and operation <> 'record_token_use'"), Is.EqualTo(3 * 301));
        foreach (var exposure in Night.Log)
        {
            var sameRow = $"executed_obs_unit where id = '{Night.ExecutionId(exposure)}' and status = '{exposure.Status}'";
            Assert.That(await CountAsync(database, sameRow), Is.EqualTo(1), $"exposure {exposure.Number}");
        }

        Assert.That(memory, Is.LessThan(200));
    }

    /// <summary>Behaves as a telescope: sends requests without an answer again, with the same ids, as soon as the service is back.</summary>
    private static async Task RecordThroughKillAsync(Site service, Exposure exposure, Task kill)
    {
        try
        {
            await Night.RecordAsync(service, exposure);
        }
        catch (HttpRequestException)
        {
            await kill;
        }

        await kill;
        if (!service.Process.HasExited)
            return;
        await service.StartAgainAsync();
        await Night.RecordAsync(service, exposure);
    }

    private static async Task<SqliteConnection> OpenDatabaseAsync(Site service)
    {
        var file = Directory.GetFiles(Path.Combine(service.Process.WorkingDirectory, "data"), "observatory.sqlite").Single();
        var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<long> CountAsync(SqliteConnection database, string rows)
    {
        await using var command = database.CreateCommand();
        command.CommandText = $"select count(*) from {rows}";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static long ResidentMegabytes(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").Single(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
