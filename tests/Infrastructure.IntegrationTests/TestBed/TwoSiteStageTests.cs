using System.Diagnostics;
using CcatOps.TestBed;
using Npgsql;

namespace CcatOps.Infrastructure.IntegrationTests.TestBed;

internal sealed class TwoSiteStageTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);
    private TwoSiteStage _stage = null!;
    private int _lastNote;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var started = Stopwatch.GetTimestamp();
        _stage = await TwoSiteStage.StartAsync(new() { RoundTrip = TimeSpan.FromMilliseconds(20) });
        await TestContext.Progress.WriteLineAsync($"The stage started in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s.");
        await _stage.Primary.ExecuteAsync("CREATE TABLE note (id int PRIMARY KEY)");
        await _stage.Replica.CatchUpAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_stage is not null)
            await _stage.DisposeAsync();
    }

    [Test]
    public async Task The_service_account_reaches_the_primary_over_the_ocean_and_only_with_its_password()
    {
        await using (var connection = new NpgsqlConnection(_stage.MainConnectionString + ";Pooling=false"))
            await connection.OpenAsync();
        Assert.That(_stage.OceanToMain.Forwarded(Direction.ToClient), Is.Positive);

        var wrong = new NpgsqlConnectionStringBuilder(_stage.Primary.ConnectionString) { Password = "wrong" };
        await using var intruder = new NpgsqlConnection(wrong.ConnectionString);
        Assert.That(async () => await intruder.OpenAsync(), Throws.InstanceOf<PostgresException>().With.Property("SqlState").EqualTo("28P01"));
    }

    [Test]
    public async Task The_replica_shows_what_the_primary_commits_and_takes_no_writes()
    {
        var note = await WriteNoteAsync();
        await _stage.Replica.CatchUpAsync();

        Assert.That(await IsAtReplicaAsync(note), Is.True);
        Assert.That(
            async () => await _stage.Replica.ExecuteAsync("DELETE FROM note"),
            Throws.InstanceOf<PostgresException>().With.Property("SqlState").EqualTo("25006"));
    }

    [Test]
    public async Task Paused_replay_stands_still_and_goes_on()
    {
        await _stage.Replica.PauseReplayAsync();
        var note = await WriteNoteAsync();
        await Eventually.WaitForAsync(
            () => _stage.Replica.ReadAsync<bool>("SELECT pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn()"),
            Bound, "the note should be received");
        Assert.That(await IsAtReplicaAsync(note), Is.False);

        await _stage.Replica.ResumeReplayAsync();
        await _stage.Replica.CatchUpAsync();
        Assert.That(await IsAtReplicaAsync(note), Is.True);
    }

    [Test]
    public async Task Replication_waits_for_a_cut_ocean_and_goes_on()
    {
        _stage.OceanToReplica.Cut();
        var note = await WriteNoteAsync();
        Assert.That(await IsAtReplicaAsync(note), Is.False);

        _stage.OceanToReplica.Restore();
        await _stage.Replica.CatchUpAsync();
        Assert.That(await IsAtReplicaAsync(note), Is.True);
    }

    [Test]
    public async Task A_killed_primary_refuses_connections_and_comes_back_with_its_data()
    {
        var note = await WriteNoteAsync();
        await _stage.Primary.KillAsync();
        Assert.That(WriteNoteAsync, Throws.InstanceOf<NpgsqlException>());

        await _stage.Primary.RestartAsync();
        Assert.That(await _stage.Primary.ReadAsync<bool>($"SELECT EXISTS (SELECT FROM note WHERE id = {note})"), Is.True);
        await _stage.Replica.CatchUpAsync();
    }

    [Test]
    public async Task A_killed_replica_follows_again()
    {
        await _stage.Replica.KillAsync();
        var note = await WriteNoteAsync();
        await _stage.Replica.StartAsync();
        await _stage.Replica.CatchUpAsync();

        Assert.That(await IsAtReplicaAsync(note), Is.True);
    }

    [Test]
    public async Task A_promoted_replica_takes_writes()
    {
        await using var primary = await PostgresServer.CreateAsync(new() { Fsync = false });
        await using var replica = await PostgresReplica.CreateAsync(primary);
        await primary.StopAsync();

        await replica.PromoteAsync();
        await replica.ExecuteAsync("CREATE TABLE note (id int)");

        Assert.That(await replica.ReadAsync<bool>("SELECT pg_is_in_recovery()"), Is.False);
    }

    private async Task<int> WriteNoteAsync()
    {
        var note = ++_lastNote;
        await _stage.Primary.ExecuteAsync($"INSERT INTO note VALUES ({note})");
        return note;
    }

    private Task<bool> IsAtReplicaAsync(int note) => _stage.Replica.ReadAsync<bool>($"SELECT EXISTS (SELECT FROM note WHERE id = {note})");
}
