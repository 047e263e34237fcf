using static CcatOps.Domain.Status.StatusWords;

namespace CcatOps.Domain.Status;

/// <summary>Finds the facts about a site that people on shift must know.</summary>
internal static class SiteFacts
{
    /// <summary>Seconds; a difference within the uncertainty of the look is none.</summary>
    private const double LargestClockDifference = 1;

    /// <summary>As for health (<c>BufferCapacity</c>).</summary>
    private const double NearlyFullBuffer = 0.8;

    private const double NearlyFullDisk = 0.9;
    private const double FewDays = 3;

    /// <summary>In the order of the verdict: first what loses or refuses data, last what waits.</summary>
    public static IEnumerable<SiteFact> Of(SiteCondition site)
    {
        SiteFact?[] facts = site.IsMainSite
            ? [OfMainItself(site), .. site.Clocks.Select(OfClock), .. site.Disks.Select(OfDisk)]
            :
            [
                OfBuffer(site), OfRoom(site), OfWithoutBuffer(site), OfFailed(site), OfPause(site), OfDrainer(site), OfAlone(site),
                OfLocal(site), OfReplica(site), .. site.Clocks.Select(OfClock), .. site.Disks.Select(OfDisk),
                OfWaiting(site), OfLink(site), OfMainsState(site), OfUnconfirmed(site),
            ];
        return facts.OfType<SiteFact>();
    }

    private static SiteFact? OfMainItself(SiteCondition site) => site.MainDownSince is { } since
        ? new("main_unavailable", Severity.Attention, $"writes and reads are refused: the main database is unavailable since {Moment(since, site.Now)}",
            $"The main database is unavailable since {Moment(since, site.Now)}. Check the server and MAIN_DB_HOST, MAIN_DB_PORT.", since)
        : null;

    private static SiteFact? OfBuffer(SiteCondition site) => site switch
    {
        { Buffers: false } => null,
        { BufferDownSince: { } since } => new(
            "buffer_unavailable", Severity.Attention, $"writes are refused: the buffer is unavailable since {Moment(since, site.Now)}",
            $"Writes are refused: the buffer is unavailable since {Moment(since, site.Now)}. Bring it back; what it holds is kept.", since),
        { IsBelowDemand: true } => new(
            "not_durable", Severity.Attention, "writes are refused: the buffer is not durable enough",
            "Writes are refused: the buffer is less durable than BUFFER_DURABILITY demands. Durability says what to change."),
        { RefusesWrites: true, Full: < 1 } => new(
            "writes_refused", Severity.Attention, "writes are refused by the buffer",
            "The buffer refuses writes. Durability says why."),
        { MayLose: true } => new(
            "not_durable", Severity.Attention, "an accepted write may be lost",
            "An accepted write may be lost with the buffer, for it is not on disk before its answer. Durability says what to change."),
        _ => null,
    };

    private static SiteFact? OfRoom(SiteCondition site) => site switch
    {
        { Buffers: false } => null,
        { Full: >= 1 } => new(
            "buffer_full", Severity.Attention, "writes are refused: the buffer is full",
            "Writes are refused: the buffer is full. It empties as the main database takes what waits."),
        { Full: >= NearlyFullBuffer } => new(
            "buffer_nearly_full", Severity.Attention, $"the buffer is {Percent(site.Full)} full",
            $"The buffer is {Percent(site.Full)} full, {site.FullIn}."),
        _ => null,
    };

    private static SiteFact? OfWithoutBuffer(SiteCondition site) => site is { Buffers: false, MainDownSince: { } since }
        ? new("link_down", Severity.Attention, $"writes are refused: link to {site.MainName} down since {Moment(since, site.Now)}",
            $"Writes are refused, for this site does not buffer them and the link is down since {Moment(since, site.Now)}.", since)
        : null;

    private static SiteFact? OfFailed(SiteCondition site)
    {
        if (site.Failed == 0)
            return null;
        var refused = Count(site.Failed, "transaction was refused and needs you", "transactions were refused and need you");
        var behind = site.Parked == 0 ? "" : $" {Count(site.Parked, "more waits", "more wait")} behind {(site.Failed == 1 ? "it" : "them")}.";
        return new("refused", Severity.Attention, refused, $"{refused}.{behind} Retry, edit or discard.");
    }

    private static SiteFact? OfPause(SiteCondition site) => site.Pause is { } pause
        ? new("paused", Severity.Attention, $"sending is paused since {Moment(pause.Since, site.Now)}",
            $"Sending is paused since {Moment(pause.Since, site.Now)} by {pause.By}: {pause.Reason.TrimEnd('.')}. Resume it.", pause.Since)
        : null;

    private static SiteFact? OfDrainer(SiteCondition site) => site is { Buffers: true, HasDrainer: false, BufferDownSince: null, IsAlone: false }
        ? new("no_drainer", Severity.Attention, $"no process sends to {site.MainName}",
            "No process of the site drains the buffer. Start one, or look at its log.")
        : null;

    private static SiteFact? OfAlone(SiteCondition site) => site is { IsAlone: true, BufferDownSince: null }
        ? new("redis_unavailable", Severity.Attention, "Redis is unavailable, the journal takes writes alone",
            "Redis is unavailable. Writes are accepted into the journal alone; bring Redis back.")
        : null;

    private static SiteFact? OfLocal(SiteCondition site) => site.LocalDownSince is { } since
        ? new("local_unavailable", Severity.Attention, $"reads are refused: the local database is unavailable since {Moment(since, site.Now)}",
            $"Reads are refused: the local database is unavailable since {Moment(since, site.Now)}. Check the replica and LOCAL_DB_HOST.", since)
        : null;

    /// <summary>Without the link no replica can advance; that is said already.</summary>
    private static SiteFact? OfReplica(SiteCondition site) => site switch
    {
        { LocalDownSince: not null } => null,
        { ReplayPaused: true } => new(
            "replica_stuck", Severity.Attention, "the replica does not advance", "Replay is paused at the replica. Resume it with pg_wal_replay_resume()."),
        { Overdue: > 0, MainDownSince: null } => new(
            "replica_stuck", Severity.Attention, "the replica does not advance",
            $"{Count(site.Overdue, "write has", "writes have")} waited for the replica longer than LSN_TIMEOUT. Check the replica and its replication."),
        _ => null,
    };

    private static SiteFact? OfClock(ClockReading clock) =>
        Math.Abs(clock.OffsetSeconds) - clock.UncertaintySeconds > LargestClockDifference
            ? new("clock_difference", Severity.Attention, $"the clock of {Spaced(clock.Name)} differs by {Difference(clock)}",
                $"The clock of {Spaced(clock.Name)} is {Difference(clock)} {(clock.OffsetSeconds > 0 ? "ahead of" : "behind")} this process. Check NTP on both.")
            : null;

    private static SiteFact? OfDisk(DiskRoom disk)
    {
        if (disk.TotalBytes <= 0)
            return null;
        var taken = 1 - ((double)disk.FreeBytes / disk.TotalBytes);
        if (taken < NearlyFullDisk && disk.FullInDays is not < FewDays)
            return null;
        var room = disk.Path is null ? $"{Spaced(disk.Name)}" : $"the disk of the {Spaced(disk.Name)}";
        var full = disk.FullInDays is { } days ? $", full in {Age(TimeSpan.FromDays(Math.Min(days, 10_000)))} at this rate" : "";
        return new("disk_nearly_full", Severity.Attention, $"{room} is {Percent(taken)} full{full}", AsSentence($"{room} is {Percent(taken)} full{full}"));
    }

    private static SiteFact? OfWaiting(SiteCondition site)
    {
        if (site.Waiting == 0 || site.BufferDownSince is not null)
            return null;
        var waits = $"{Count(site.Waiting, "write waits", "writes wait")} for {site.MainName}";
        var clause = site.OldestWaiting is { } oldest ? $"{waits}, {(site.Waiting == 1 ? "for" : "the oldest")} {Age(site.Now - oldest)}" : waits;
        return new("waiting", Severity.Waiting, clause, AsSentence(clause), site.OldestWaiting);
    }

    private static SiteFact? OfLink(SiteCondition site) => site is { Buffers: true, MainDownSince: { } since }
        ? new("link_down", Severity.Waiting, $"link down since {Moment(since, site.Now)}", $"Link down since {Moment(since, site.Now)}.", since)
        : null;

    private static SiteFact? OfMainsState(SiteCondition site) => site switch
    {
        { MainDownSince: not null } => null,
        { MainRefusesForNow: true } => new(
            "main_not_writable", Severity.Waiting, $"{site.MainName} takes no writes for now",
            AsSentence($"{site.MainName} answers and takes no writes for now; it is tried again")),
        { SetAside: > 0 } => new(
            "set_aside", Severity.Waiting, $"{Count(site.SetAside, "write is", "writes are")} not taken by {site.MainName} for now",
            $"{Count(site.SetAside, "write is", "writes are")} not taken by {site.MainName} for now while others are; they are tried again."),
        _ => null,
    };

    private static SiteFact? OfUnconfirmed(SiteCondition site) => site.Unconfirmed > 0 && site.BufferDownSince is null
        ? new("unconfirmed", Severity.Waiting, $"{Count(site.Unconfirmed, "write is", "writes are")} in {site.MainName} and not back yet",
            $"{Count(site.Unconfirmed, "write is", "writes are")} in {site.MainName} and not shown by the replica yet.")
        : null;

    private static string Difference(ClockReading clock) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Math.Abs(clock.OffsetSeconds):0.0} s");

    /// <summary>A name of the API in words, such as <c>main database</c>.</summary>
    private static string Spaced(string name) => name switch
    {
        "redis" => "Redis",
        "redis_memory" => "the memory of Redis",
        "main_database" => "the main database",
        "local_database" => "the local database",
        _ => name.Replace('_', ' '),
    };
}
