using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;

namespace CcatOps.Faults.Scenarios;

/// <summary>Faults of the site's read replica: stopped, rebuilt, promoted.</summary>
[Category("Fault")]
internal sealed class ReplicaTests
{
    [Test]
    public async Task Replay_that_is_paused_lets_nothing_vanish_and_releases_nothing_early()
    {
        var stage = await SharedStage.GetAsync();
        await using var site = await SiteUnderFault.StartAsync("replay-paused", stage);
        await using var load = site.BeginLoad(new() { ReadShare = 0.6 });
        await load.AcceptedMoreAsync(Extent.Phase);
        await stage.Replica.PauseReplayAsync();
        try
        {
            await load.AcceptedMoreAsync(Extent.Phase);
            // All that was accepted since waits, released by nothing but the replica.
            await Eventually.AssertAsync(
                () => BufferReader.ReadAsync(site.Redis.ConnectionString, site.Name, []),
                buffer => buffer.Unconfirmed.Count >= Extent.Phase, TimeSpan.FromSeconds(20), "what is applied should wait for the replica");
        }
        finally
        {
            await stage.Replica.ResumeReplayAsync();
        }

        await load.AcceptedMoreAsync(Extent.Phase);
        await site.AssertCleanAsync(load, new(Attack.Confirmed, "replay paused on the replica", 1));
    }

    [Test]
    public async Task A_replica_that_is_away_and_made_anew_lets_nothing_vanish()
    {
        await using var stage = await SharedStage.StartAsync();
        await using var site = await SiteUnderFault.StartAsync("replica-rebuilt", stage);
        await using var load = site.BeginLoad(new() { ReadShare = 0.5 });
        await load.AcceptedMoreAsync(Extent.Phase);
        var stopped = load.Log.Faults.Begin(FaultKind.ReplicaStopped);
        await stage.Replica.StopAsync();
        // The end of an execution that has left the overlay needs the replica: in time each telescope comes to one, and waits.
        var refused = load.Log.Count(503);
        await Eventually.WaitForAsync(
            () => load.Log.Count(503) > refused + 20, TimeSpan.FromSeconds(20), "the replica should be missed", () => site.Api.Process.Output);
        await stage.Replica.RebuildAsync();
        stopped.End();
        await load.AcceptedMoreAsync(Extent.Phase);

        await site.AssertCleanAsync(load, new(Attack.Reads, "replica away and rebuilt from scratch", 1));
    }

    [Test]
    public async Task A_replica_promoted_to_main_takes_what_is_buffered()
    {
        await using var stage = await SharedStage.StartAsync();
        await using var standby = await PostgresReplica.CreateAsync(stage.Primary);
        await using var site = await SiteUnderFault.StartAsync("main-promoted", stage);
        await using var load = site.BeginLoad();
        await load.AcceptedMoreAsync(Extent.Phase);

        // Nothing is committed at the old one that the new one does not have: the link is cut first.
        site.Link.Cut();
        await load.AcceptedMoreAsync(Extent.Phase);
        await standby.CatchUpAsync();
        await stage.Primary.StopAsync();
        await standby.PromoteAsync();
        using (load.Log.Faults.Begin(FaultKind.ReplicaStopped))
            await stage.Replica.FollowAsync(standby);
        site.Link.Retarget(standby.Port);
        site.Link.Restore();
        await load.AcceptedMoreAsync(Extent.Phase);
        site.Observed = site.Observed with { Main = standby.ConnectionString };

        Assert.That(await standby.ReadAsync<int>("select ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int"), Is.EqualTo(2));
        await site.AssertCleanAsync(load, new(Attack.OneEffect, "replica promoted to main (timeline + 1)", 1));
    }
}
