using CcatOps.TestBed.Processes;
using NpgsqlTypes;

namespace CcatOps.TestBed;

/// <summary>A hot standby that follows a primary by streaming replication, with a slot of its own.</summary>
public sealed class PostgresReplica : PostgresNode
{
    private readonly PostgresServer _primary;
    private readonly int _primaryPort;
    private readonly PostgresOptions _options;

    private PostgresReplica(PostgresServer primary, int primaryPort, PostgresOptions options)
        : base("replica") => (_primary, _primaryPort, _options) = (primary, primaryPort, options);

    /// <summary>The name of the replication slot at the primary.</summary>
    public string Slot => $"replica_{Invariant(Port)}";

    /// <summary>Copies the primary and starts to follow it.</summary>
    /// <param name="primary">The primary; the copy is taken from it directly.</param>
    /// <param name="through">The delay line that the replication crosses; null: none.</param>
    /// <param name="options">Settings, over those of the primary.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<PostgresReplica> CreateAsync(
        PostgresServer primary, DelayLine? through = null, PostgresOptions? options = null, CancellationToken cancellationToken = default)
    {
        var replica = new PostgresReplica(primary, through?.Port ?? primary.Port, options ?? new());
        try
        {
            await replica.CopyAsync(createSlot: true, cancellationToken);
            await replica.StartAsync(cancellationToken);
            return replica;
        }
        catch
        {
            await replica.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets the replica receive but not show what the primary commits.</summary>
    public Task PauseReplayAsync(CancellationToken cancellationToken = default) =>
        ExecuteAsync("SELECT pg_wal_replay_pause()", cancellationToken);

    /// <summary>Ends <see cref="PauseReplayAsync"/>.</summary>
    public Task ResumeReplayAsync(CancellationToken cancellationToken = default) =>
        ExecuteAsync("SELECT pg_wal_replay_resume()", cancellationToken);

    /// <summary>Makes the replica a primary on a new timeline; returns when it takes writes.</summary>
    public async Task PromoteAsync(CancellationToken cancellationToken = default)
    {
        if (!await ReadAsync<bool>("SELECT pg_promote(true, 30)", cancellationToken))
            throw new InvalidOperationException($"The replica was not promoted within 30 s.\n{Output}");
    }

    /// <summary>Waits until the replica shows everything that the primary has committed by now.</summary>
    /// <exception cref="TimeoutException">It did not within the bound (default 10 s).</exception>
    public async Task CatchUpAsync(TimeSpan? within = null, CancellationToken cancellationToken = default)
    {
        var target = await _primary.ReadAsync<NpgsqlLogSequenceNumber>("SELECT pg_current_wal_lsn()", cancellationToken);
        await Eventually.AssertAsync(
            () => ReadAsync<NpgsqlLogSequenceNumber>("SELECT pg_last_wal_replay_lsn()", cancellationToken),
            replayed => replayed >= target,
            within ?? TimeSpan.FromSeconds(10), $"the replica should replay up to {target}", cancellationToken);
    }

    /// <summary>Stops the replica if it runs, throws its data away, and copies the primary again, as after the loss of a disk.</summary>
    public async Task RebuildAsync(CancellationToken cancellationToken = default)
    {
        await StopAsync();
        Directory.Delete(DataFolder, recursive: true);
        // A primary that was restored from a backup has forgotten the slot.
        var hasSlot = await _primary.ReadAsync<bool>($"SELECT count(*) > 0 FROM pg_replication_slots WHERE slot_name = '{Slot}'", cancellationToken);
        await CopyAsync(createSlot: !hasSlot, cancellationToken);
        await StartAsync(cancellationToken);
    }

    /// <summary>Restarts the replica as one of another primary: one that was promoted, and has all that this one has.</summary>
    public async Task FollowAsync(PostgresNode promoted, CancellationToken cancellationToken = default)
    {
        await promoted.ExecuteAsync($"SELECT pg_create_physical_replication_slot('{Slot}', true)", cancellationToken);
        await StopAsync();
        await PointToAsync(promoted.Port);
        await StartAsync(cancellationToken);
    }

    private async Task CopyAsync(bool createSlot, CancellationToken cancellationToken)
    {
        string[] slot = createSlot ? ["--create-slot", "--slot", Slot] : ["--slot", Slot];
        await ChildProcess.RunAsync(
            Command(
                "pg_basebackup", ["-D", DataFolder, "-d", $"host=127.0.0.1 port={Invariant(_primary.Port)} user=postgres", "--write-recovery-conf",
                .. slot, "--wal-method=stream", "--checkpoint=fast", "--no-sync"]),
            cancellationToken);
        await ConfigureAsync(_options.ToConfiguration());
        await PointToAsync(_primaryPort);
    }

    private Task PointToAsync(int port) => ConfigureAsync(
        $"primary_conninfo = 'host=127.0.0.1 port={Invariant(port)} user=postgres application_name={Slot} sslmode=disable'\n",
        "postgresql.auto.conf");
}
