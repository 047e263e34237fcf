using CcatOps.Application.Errors;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Writes;

public sealed partial class WriteRouterTests
{
    [Test]
    public async Task While_the_buffer_is_away_a_write_that_overtakes_nothing_goes_to_main()
    {
        await mirror.GetCurrentAsync(CancellationToken.None);
        TakeBufferAway(isAway: true);
        var receipt = await WriteAsync(Secondary, Start);
        Assert.That(receipt, Is.TypeOf<WriteReceipt.Committed>());
    }

    [Test]
    public async Task While_the_buffer_is_away_a_write_that_would_overtake_another_waits()
    {
        await WriteAsync(Secondary, Start with { Claims = ["record:1"] });
        overlaid.Add(new OverlayEvent.Taken(OverlayTransaction.Of(taken[0], 1, TransactionState.Buffered)));
        for (var answers = 0; answers < 3; answers++)
            await mirror.GetCurrentAsync(CancellationToken.None);
        TakeBufferAway(isAway: true);
        AssertIsRefused(Start);
        AssertIsRefused(Start with { Entities = ["another"], Claims = ["record:1"] });
        Assert.That(await WriteAsync(Secondary, Start with { Entities = ["executed_obs_unit:8"] }), Is.TypeOf<WriteReceipt.Committed>());
    }

    [Test]
    public async Task While_the_buffer_is_away_what_it_may_have_taken_since_it_last_answered_is_not_overtaken()
    {
        await WriteAsync(Secondary, Start);
        TakeBufferAway(isAway: true);
        AssertIsRefused(Start);
    }

    [Test]
    public async Task While_the_buffer_is_silent_further_writes_are_refused_before_their_names_fill_the_memory()
    {
        await mirror.GetCurrentAsync(CancellationToken.None);
        TakeBufferAway(isAway: true);
        pending = new PendingNames(mirror);
        pending.Begin(Transaction(1) with { Entities = [.. Enumerable.Range(0, 100_000).Select(number => $"executed_obs_unit:x{number}")] }).Dispose();

        Assert.That(async () => await WriteAsync(Secondary, Start), Throws.TypeOf<BufferUnavailableException>().With.Message.Contains("100000"));
        direct.VerifyNoOtherCalls();
        for (var answers = 0; answers < 2; answers++)
            await mirror.GetCurrentAsync(CancellationToken.None);
        Assert.That(await WriteAsync(Secondary, Start), Is.TypeOf<WriteReceipt.Committed>());
    }

    [Test]
    public async Task What_was_seen_of_the_buffer_before_it_took_a_write_says_nothing_of_that_write()
    {
        var slow = new TaskCompletionSource<AcceptOutcome>();
        buffer.Setup(port => port.AcceptAsync(It.IsAny<Transaction>(), It.IsAny<BufferLimits>(), It.IsAny<CancellationToken>())).Returns(slow.Task);
        var first = WriteAsync(Secondary, Start);
        for (var answers = 0; answers < 3; answers++)
            await mirror.GetCurrentAsync(CancellationToken.None);
        slow.SetResult(new AcceptOutcome.Accepted(1));
        await first;
        TakeBufferAway(isAway: true);
        AssertIsRefused(Start);
    }

    [Test]
    public async Task While_one_is_on_its_way_past_the_buffer_nothing_of_its_names_enters_it()
    {
        await mirror.GetCurrentAsync(CancellationToken.None);
        TakeBufferAway(isAway: true);
        var main = new TaskCompletionSource<DirectOutcome>();
        direct.Setup(port => port.WriteAsync(It.IsAny<Transaction>(), It.IsAny<CancellationToken>())).Returns(main.Task);
        var first = WriteAsync(Secondary, Start);
        Accept(new AcceptOutcome.Accepted(1));
        var second = WriteAsync(Secondary, Start);
        Assert.That((second.IsCompleted, taken.Count), Is.EqualTo((false, 0)));

        main.SetResult(new DirectOutcome.Committed(new Lsn(100)));
        Assert.That(await first, Is.TypeOf<WriteReceipt.Committed>());
        Assert.That(await second, Is.TypeOf<WriteReceipt.Buffered>());
    }

    [Test]
    public async Task What_went_past_the_buffer_is_made_known_to_it_before_the_next_of_its_names()
    {
        await mirror.GetCurrentAsync(CancellationToken.None);
        TakeBufferAway(isAway: true);
        buffer.Setup(port => port.TrackAsync(It.IsAny<Transaction>(), It.IsAny<Lsn>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new BufferUnavailableException("Redis") { IsAway = true });
        var first = (await WriteAsync(Secondary, Start)).Transaction;
        var calls = new List<string>();
        buffer.Setup(port => port.TrackAsync(It.Is<Transaction>(each => each.Id == first.Id), new Lsn(100), It.IsAny<CancellationToken>()))
            .Callback(() => calls.Add("track")).Returns(Task.CompletedTask);
        buffer.Setup(port => port.AcceptAsync(It.IsAny<Transaction>(), It.IsAny<BufferLimits>(), It.IsAny<CancellationToken>()))
            .Callback(() => calls.Add("accept")).ReturnsAsync(new AcceptOutcome.Accepted(1));
        await WriteAsync(Secondary, Start);
        await WriteAsync(Secondary, Start);

        Assert.That(calls, Is.EqualTo(new[] { "track", "accept", "accept" }));
    }

    [Test]
    public async Task One_that_another_attempt_may_have_overtaken_does_not_go_past_the_buffer()
    {
        await mirror.GetCurrentAsync(CancellationToken.None);
        var buffered = new TaskCompletionSource<AcceptOutcome>();
        buffer.SetupSequence(port => port.AcceptAsync(It.IsAny<Transaction>(), It.IsAny<BufferLimits>(), It.IsAny<CancellationToken>()))
            .Returns(buffered.Task).ReturnsAsync(new AcceptOutcome.Accepted(1));
        var first = WriteAsync(Secondary, Start);
        await WriteAsync(Secondary, Start);
        buffered.SetException(new BufferUnavailableException("Redis") { IsAway = true });

        Assert.That(async () => await first, Throws.TypeOf<BufferUnavailableException>());
        direct.VerifyNoOtherCalls();
    }

    [Test]
    public void A_buffer_that_refuses_is_not_passed_by()
    {
        TakeBufferAway(isAway: false);
        AssertIsRefused(Start);
    }

    [Test]
    public async Task Nothing_is_known_of_a_buffer_whose_overlay_was_never_seen()
    {
        await WriteAsync(Main, Start);
        Assert.That(new PendingNames(mirror).HasNone(taken[0]), Is.False);
    }
}
