using static CcatOps.Faults.Evaluation.FaultKind;

namespace CcatOps.Faults.Pairs;

/// <summary>The faults that are combined in pairs.</summary>
internal static class Catalogue
{
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(200);

    public static readonly IReadOnlyList<CataloguedFault> All =
    [
        Of(LinkCut, Component.Link, stage => stage.Link.Cut(), stage => stage.Link.Restore()),
        Of(LinkThin, Component.Link, stage => stage.ThrottleLink(), stage => stage.FreeLink()),
        Of(LinkSilent, Component.Link, stage => stage.Link.BlackHole(), stage => stage.Link.Restore()),
        new(ServiceKilled, Component.Service, stage => stage.Victim.Process.KillAsync(), stage => stage.Victim.AnswerAgainAsync()),
        Of(ServiceFrozen, Component.Service, stage => stage.Victim.Process.Freeze(), stage => stage.Victim.Process.Continue()),
        new(RedisKilled, Component.Redis, stage => stage.Redis.KillAsync(), stage => stage.Redis.StartAsync()),
        Of(RedisFrozen, Component.Redis, stage => stage.Redis.Freeze(), stage => stage.Redis.Continue()),
        new(RedisFlushed, Component.Redis, stage => stage.FlushRedisAsync(), _ => Task.CompletedTask),
        new(RedisMemoryFull, Component.Redis, stage => stage.BoundRedisAsync("1mb"), stage => stage.BoundRedisAsync("0")),
        new(RedisDiskFull, Component.Redis, stage => stage.Redis.Disk.FillAsync(), stage => stage.FreeRedisAsync()),
        new(MainKilled, Component.Main, stage => stage.Main.KillAsync(), stage => stage.Main.StartAsync()),
        new(MainRestoring, Component.Main, stage => stage.Restore.BeginAsync(stage.Main), stage => stage.Restore.EndAsync(stage.Main)),
        new(ReplicaStopped, Component.Replica, stage => stage.Replica.StopAsync(), stage => stage.Replica.StartAsync()),
        new(ReplayPaused, Component.Replica, stage => stage.Replica.PauseReplayAsync(), stage => stage.Replica.ResumeReplayAsync()),
        new(JournalFull, Component.Journal, stage => stage.JournalDisk.FillAsync(), stage => stage.JournalDisk.FreeAsync()),
        Of(JournalSlow, Component.Journal, stage => stage.Sync.Delay(Slow), stage => stage.Sync.Release()),
        Of(JournalHanging, Component.Journal, stage => stage.Sync.Hang(), stage => stage.Sync.Release()),
        Of(JournalFailing, Component.Journal, stage => stage.Sync.Fail(), stage => stage.Sync.Release()),
    ];

    private static CataloguedFault Of(Evaluation.FaultKind kind, Component component, Action<PairStage> begin, Action<PairStage> end) =>
        new(kind, component, stage => Done(() => begin(stage)), stage => Done(() => end(stage)));

    private static Task Done(Action act)
    {
        act();
        return Task.CompletedTask;
    }
}
