using CcatOps.Application.Transactions;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Transactions;

public sealed class WaitWordsTests
{
    private static readonly WaitFacts Buffered = new() { State = TransactionState.Buffered, Drain = DrainState.Running };

    private static readonly WaitFacts Committed =
        new() { State = TransactionState.Committed, TracksLsn = true, Lsn = new Lsn(0x2000), Replayed = new Lsn(0x1000), Streams = true };

    private static readonly WaitFacts Parked = new() { State = TransactionState.Parked };

    private static readonly TestCaseData<WaitFacts, string?>[] Table =
    [
        new(Buffered with { Before = 3 }, "its turn in the buffer: 3 before it"),
        new(Buffered, "its turn in the buffer: it is the next"),
        new(Buffered with { State = TransactionState.Applying }, "its turn in the buffer: it is the next"),
        new(
            Buffered with { Pause = new("ada", "main is moved", Now), Drain = DrainState.WaitingForMain, DrainReason = "no route" },
            "the drain, which ada paused at 2023-03-28T02:38:42Z: main is moved"),
        new(
            Buffered with { Drain = DrainState.WaitingForMain, DrainReason = "no route to host", DrainSince = Now, Before = 3 },
            "the link to the main database, since 2023-03-28T02:38:42Z: no route to host"),
        new(
            Buffered with { Drain = DrainState.Standby, DrainReason = "another process of this site drains" },
            "the drain: another process of this site drains"),
        new(Buffered with { LastError = "P0001: not now" }, "its next attempt; the last one met P0001: not now"),
        new(Committed, "the local replica to show it; at the last look it was at 0/1000 of 0/2000, 4,096 bytes behind"),
        new(Committed with { Replayed = new Lsn(0x3000) }, "the local replica to show it; at the last look it was at 0/3000, past 0/2000"),
        new(Committed with { ReplicaFault = "refused" }, "the local replica to show it; it is unavailable: refused"),
        new(
            Committed with { ReplayPaused = true },
            "the local replica to show it; its replay is paused; at the last look it was at 0/1000 of 0/2000, 4,096 bytes behind"),
        new(
            Committed with { Streams = false, Replayed = null },
            "the local replica to show it; it receives no log from main"),
        new(
            Committed with { TracksLsn = false },
            "the local replica to show it; its position is not followed (LSN_TRACKING_ENABLED is off), only its markers are looked for"),
        new(
            Committed with { OverdueBy = TimeSpan.FromSeconds(30), Lsn = null },
            "the local replica to show it, for longer than LSN_TIMEOUT (30 s)"),
        new(
            Parked with { Predecessor = new(Id(7), "executed_obs_unit:1", Now) },
            $"a failed transaction that shares an entity with it: {Id(7)} of executed_obs_unit:1, since 2023-03-28T02:38:42Z"),
        new(
            Parked with { Predecessor = new(Id(7), null, null) },
            $"a failed transaction before others that share an entity with it: {Id(7)}"),
        new(Parked, "a failed transaction that shares an entity with it"),
        new(new() { State = TransactionState.Failed }, "a person to retry, edit or discard it"),
        new(new() { State = TransactionState.Replicated }, null),
        new(new() { State = TransactionState.Discarded }, null),
    ];

    [TestCaseSource(nameof(Table))]
    public void What_it_waits_for_is_said_in_words(WaitFacts facts, string? words) => Assert.That(WaitWords.Of(facts), Is.EqualTo(words));
}
