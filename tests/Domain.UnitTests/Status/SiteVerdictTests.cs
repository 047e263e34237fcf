using CcatOps.Domain.Status;

namespace CcatOps.Domain.UnitTests.Status;

internal sealed class SiteVerdictTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 7, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Earlier = new(2026, 11, 28, 12, 3, 0, TimeSpan.Zero);
    private static readonly SiteCondition Site = new() { Now = Now, MainName = "Cologne" };
    private static readonly SiteCondition Waiting = Site with { Waiting = 37, OldestWaiting = Now - TimeSpan.FromMinutes(4) };
    private static readonly SiteCondition LinkDown = Waiting with { MainDownSince = Earlier };
    private static readonly SitePause Pause = new("ada", "maintenance", Earlier);

    private static TestCaseData[] Sites =>
    [
        Case("all is well", Site, Severity.Ok, "All data is in Cologne and back."),
        Case("the main site has no name", Site with { MainName = "the main site" }, Severity.Ok, "All data is in the main site and back."),
        Case("writes wait", Waiting, Severity.Waiting, "37 writes wait for Cologne, the oldest 4 min; nothing lost.", "waiting"),
        Case("one write waits", Waiting with { Waiting = 1 }, Severity.Waiting, "1 write waits for Cologne, for 4 min; nothing lost.", "waiting"),
        Case("the link is cut", LinkDown, Severity.Waiting,
            "37 writes wait for Cologne, the oldest 4 min; link down since 12:03; nothing lost.", "waiting", "link_down"),
        Case("the link is cut and nothing waits", Site with { MainDownSince = Earlier }, Severity.Waiting,
            "All data is in Cologne and back; link down since 12:03.", "link_down"),
        Case("the link is cut since yesterday", Site with { MainDownSince = Now.AddDays(-2) }, Severity.Waiting,
            "All data is in Cologne and back; link down since 2026-11-26 12:07.", "link_down"),
        Case("the link is back and the replica follows", Site with { Unconfirmed = 1_213 }, Severity.Waiting,
            "1,213 writes are in Cologne and not back yet; nothing lost.", "unconfirmed"),
        Case("a write was refused", Site with { Failed = 1 }, Severity.Attention, "1 transaction was refused and needs you; nothing lost.", "refused"),
        Case("a poisoned night", LinkDown with { Failed = 2, Parked = 3 }, Severity.Attention,
            "2 transactions were refused and need you; 37 writes wait for Cologne, the oldest 4 min; link down since 12:03; nothing lost.",
            "refused", "waiting", "link_down"),
        Case("Redis is less durable than demanded", Site with { IsBelowDemand = true }, Severity.Attention,
            "Writes are refused: the buffer is not durable enough; all data is in Cologne and back.", "not_durable"),
        Case("Redis is less durable than demanded, and writes wait", Waiting with { IsBelowDemand = true }, Severity.Attention,
            "Writes are refused: the buffer is not durable enough; 37 writes wait for Cologne, the oldest 4 min.", "not_durable", "waiting"),
        Case("Redis may lose what it accepted", Waiting with { MayLose = true }, Severity.Attention,
            "An accepted write may be lost; 37 writes wait for Cologne, the oldest 4 min.", "not_durable", "waiting"),
        Case("the replica is stuck", Site with { Unconfirmed = 5, Overdue = 5 }, Severity.Attention,
            "The replica does not advance; 5 writes are in Cologne and not back yet; nothing lost.", "replica_stuck", "unconfirmed"),
        Case("replay is paused", Site with { ReplayPaused = true }, Severity.Attention,
            "The replica does not advance; all data is in Cologne and back.", "replica_stuck"),
        Case("the replica cannot follow without the link", LinkDown with { Waiting = 0, Unconfirmed = 5, Overdue = 5 }, Severity.Waiting,
            "Link down since 12:03; 5 writes are in Cologne and not back yet; nothing lost.", "link_down", "unconfirmed"),
        Case("a person has paused", Waiting with { Pause = Pause }, Severity.Attention,
            "Sending is paused since 12:03; 37 writes wait for Cologne, the oldest 4 min; nothing lost.", "paused", "waiting"),
        Case("the buffer is nearly full", Waiting with { Full = 0.834, FullIn = "full in about 2 h at the present rate" }, Severity.Attention,
            "The buffer is 83 % full; 37 writes wait for Cologne, the oldest 4 min; nothing lost.", "buffer_nearly_full", "waiting"),
        Case("the buffer is full", Waiting with { Full = 1 }, Severity.Attention,
            "Writes are refused: the buffer is full; 37 writes wait for Cologne, the oldest 4 min; nothing lost.", "buffer_full", "waiting"),
        Case("the buffer's disk refuses writes", Waiting with { RefusesWrites = true }, Severity.Attention,
            "Writes are refused by the buffer; 37 writes wait for Cologne, the oldest 4 min; nothing lost.", "writes_refused", "waiting"),
        Case("Redis is unavailable and the journal replaces it", Waiting with { IsAlone = true, HasDrainer = false }, Severity.Attention,
            "Redis is unavailable, the journal takes writes alone; 37 writes wait for Cologne, the oldest 4 min; nothing lost.",
            "redis_unavailable", "waiting"),
        Case("the buffer is unavailable", Site with { BufferDownSince = Earlier }, Severity.Attention,
            "Writes are refused: the buffer is unavailable since 12:03.", "buffer_unavailable"),
        Case("nobody drains", Waiting with { HasDrainer = false }, Severity.Attention,
            "No process sends to Cologne; 37 writes wait for Cologne, the oldest 4 min; nothing lost.", "no_drainer", "waiting"),
        Case("the local database is unavailable", Site with { LocalDownSince = Earlier }, Severity.Attention,
            "Reads are refused: the local database is unavailable since 12:03; all data is in Cologne and back.", "local_unavailable"),
        Case("a clock differs", Site with { Clocks = [new("redis", -3.24, 0.01)] }, Severity.Attention,
            "The clock of Redis differs by 3.2 s; all data is in Cologne and back.", "clock_difference"),
        Case("a slow link is no clock difference", Site with { Clocks = [new("main_database", 1.2, 0.3)] }, Severity.Ok,
            "All data is in Cologne and back."),
        Case("a disk is nearly full", Site with { Disks = [new("journal", "/srv/journal", 5, 100)] }, Severity.Attention,
            "The disk of the journal is 95 % full; all data is in Cologne and back.", "disk_nearly_full"),
        Case("a disk fills in days", Site with { Disks = [new("journal", "/srv/journal", 50, 100, 1.5)] }, Severity.Attention,
            "The disk of the journal is 50 % full, full in 1 d 12 h at this rate; all data is in Cologne and back.", "disk_nearly_full"),
        Case("a disk with room", Site with { Disks = [new("journal", "/srv/journal", 50, 100, 21)] }, Severity.Ok, "All data is in Cologne and back."),
        Case("main takes no writes for now", Waiting with { MainRefusesForNow = true }, Severity.Waiting,
            "37 writes wait for Cologne, the oldest 4 min; Cologne takes no writes for now; nothing lost.", "waiting", "main_not_writable"),
        Case("main does not take some", Waiting with { SetAside = 2 }, Severity.Waiting,
            "37 writes wait for Cologne, the oldest 4 min; 2 writes are not taken by Cologne for now; nothing lost.", "waiting", "set_aside"),
        Case("more than one can read at once", LinkDown with { Failed = 1, Pause = Pause, Full = 0.9, HasDrainer = false }, Severity.Attention,
            "The buffer is 90 % full; 1 transaction was refused and needs you; sending is paused since 12:03; no process sends to Cologne; "
            + "2 more facts; nothing lost.",
            "buffer_nearly_full", "refused", "paused", "no_drainer", "waiting", "link_down"),
        Case("a secondary site that does not buffer", Site with { Buffers = false }, Severity.Ok, "Writes go to Cologne directly."),
        Case("a secondary site that does not buffer, without the link", Site with { Buffers = false, MainDownSince = Earlier }, Severity.Attention,
            "Writes are refused: link to Cologne down since 12:03.", "link_down"),
        Case("a main site", Site with { IsMainSite = true }, Severity.Ok, "All data is in the main database."),
        Case("a main site without its database", Site with { IsMainSite = true, MainDownSince = Earlier }, Severity.Attention,
            "Writes and reads are refused: the main database is unavailable since 12:03.", "main_unavailable"),
        Case("a main site whose disk is nearly full", Site with { IsMainSite = true, Disks = [new("database", "/srv", 1, 100)] }, Severity.Attention,
            "The disk of the database is 99 % full; all data is in the main database.", "disk_nearly_full"),
    ];

    [TestCaseSource(nameof(Sites))]
    public void The_verdict_says_whether_the_data_is_safe_and_where_it_is(SiteCondition site, Severity severity, string sentence, string[] codes)
    {
        var verdict = SiteVerdict.Of(site);

        Assert.That(verdict.Sentence, Is.EqualTo(sentence));
        Assert.That(verdict.Severity, Is.EqualTo(severity));
        Assert.That(verdict.Facts.Select(fact => fact.Code), Is.EqualTo(codes));
    }

    [TestCaseSource(nameof(Sites))]
    public void Each_fact_is_a_sentence_of_its_own(SiteCondition site, Severity severity, string sentence, string[] codes) =>
        Assert.That(SiteVerdict.Of(site).Facts.Select(fact => fact.Text), Has.All.Matches("^[A-Z0-9].*\\.$").And.None.Contain(".."));

    [Test]
    public void Only_those_who_may_view_the_buffer_learn_who_has_paused_and_why()
    {
        var verdict = SiteVerdict.Of(Waiting with { Pause = Pause });

        Assert.That(verdict.Sentence, Does.Not.Contain("ada").And.Not.Contain("maintenance"));
        Assert.That(verdict.Facts[0].Text, Is.EqualTo("Sending is paused since 12:03 by ada: maintenance. Resume it."));
        Assert.That(verdict.Facts[0].Since, Is.EqualTo(Earlier));
    }

    [TestCase(-1, "0 s")]
    [TestCase(59, "59 s")]
    [TestCase(60, "1 min")]
    [TestCase(3_600, "1 h")]
    [TestCase(7_860, "2 h 11 min")]
    [TestCase(86_400, "1 d")]
    [TestCase(187_200, "2 d 4 h")]
    public void Ages_have_at_most_two_units(double seconds, string words) =>
        Assert.That(SiteVerdict.Of(Waiting with { OldestWaiting = Now.AddSeconds(-seconds) }).Facts[0].Text, Does.EndWith($"the oldest {words}."));

    private static TestCaseData Case(string name, SiteCondition site, Severity severity, string sentence, params string[] codes) =>
        new TestCaseData(site, severity, sentence, codes).SetArgDisplayNames(name);
}
