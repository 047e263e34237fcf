using CcatOps.Application.Draining;
using CcatOps.Application.Writes;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

internal sealed class DrainContract<TStorage> : BufferContract<TStorage>
    where TStorage : IBufferStorage, new()
{
    private static readonly Failure Busy = new("XX000", "try later");

    [Test]
    public async Task Shows_the_oldest_first_and_no_more_than_asked_for()
    {
        var transactions = await AcceptAsync("a", "b", "c", "d");

        Assert.That(await PeekIdsAsync(3), Is.EqualTo(Ids(transactions[..3])));
    }

    [Test]
    public async Task A_peek_takes_nothing_out()
    {
        var transactions = await AcceptAsync("a", "b");
        var first = await PeekIdsAsync();
        var second = await PeekIdsAsync();

        Assert.That((first, second), Is.EqualTo((Ids(transactions), Ids(transactions))));
        Assert.That((await StatusAsync()).Depth, Is.EqualTo(2));
    }

    [Test]
    public async Task What_is_returned_waits_again_in_its_place()
    {
        var transactions = await AcceptAsync("a", "b", "c");
        await PeekAsync();
        var version = (await ReadOverlayAsync()).Version;
        await ReturnAsync(Holder, transactions[1..]);

        Assert.That(await StateAsync(transactions[0]), Is.EqualTo(TransactionState.Applying));
        Assert.That(await StateAsync(transactions[1]), Is.EqualTo(TransactionState.Buffered));
        Assert.That((await ReadOverlayAsync(version)).Version, Is.Not.EqualTo(version));
        Assert.That(await PeekIdsAsync(), Is.EqualTo(Ids(transactions)));
        Assert.That(await TotalAsync("buffered"), Is.EqualTo(3));
    }

    [Test]
    public async Task Only_the_holder_of_the_lease_returns_and_only_what_is_being_applied()
    {
        var transactions = await AcceptAsync("a", "b", "c");
        await PeekAsync(2);
        await ReturnAsync("another process", transactions);
        await ConfirmAsync(transactions[0]);
        await ReturnAsync(Holder, transactions[0]);

        Assert.That(await StateAsync(transactions[0]), Is.EqualTo(TransactionState.Committed));
        Assert.That(await StateAsync(transactions[1]), Is.EqualTo(TransactionState.Applying));
    }

    [Test]
    public async Task A_peek_marks_what_it_shows_as_being_applied_and_nothing_else()
    {
        var transactions = await AcceptAsync("a", "b");
        await PeekAsync(1);

        Assert.That(await StateAsync(transactions[0]), Is.EqualTo(TransactionState.Applying));
        Assert.That(await StateAsync(transactions[1]), Is.EqualTo(TransactionState.Buffered));
    }

    [Test]
    public async Task A_peek_is_bounded_in_bytes_and_shows_one_however_large()
    {
        var large = Enumerable.Range(0, 3).Select(i => New($"e{i}") with { Warnings = [new string('x', 40_000)] }).ToArray();
        foreach (var transaction in large)
            await AcceptAsync(transaction);

        Assert.That(await PeekIdsAsync(3), Is.EqualTo(new[] { large[0].Id }));
        var huge = New("huge") with { Warnings = [new string('x', 5_000_000)] };
        await ConfirmAsync(large);
        await AcceptAsync(huge);
        await AcceptAsync("small");
        Assert.That(await PeekIdsAsync(3), Is.EqualTo(new[] { huge.Id }));
    }

    [Test]
    public async Task Thousands_go_through_in_order_as_a_few_do_and_past_what_is_held_back()
    {
        var first = await AcceptAsync("held back");
        await PeekAsync(1);
        await FailAsync(first[0]);
        var accepted = await Task.WhenAll(Enumerable.Range(0, 2_500).Select(async number =>
        {
            var transaction = New(number % 100 == 7 ? "back" : $"e{number}");
            return (Transaction: transaction, Outcome: await TryAcceptAsync(transaction, limit: 10_000));
        }));
        Transaction[] inOrder =
        [
            .. accepted
                .OrderBy(each => ((AcceptOutcome.Accepted)each.Outcome).Sequence)
                .Select(each => each.Transaction)
                .Where(transaction => !transaction.Entities.Contains("back")),
        ];
        Assert.That(await PeekIdsAsync(3_000), Is.EqualTo(Ids(inOrder)));
        Assert.That(await TotalAsync("parked"), Is.EqualTo(25));

        await ConfirmAsync(inOrder[..2_400]);
        Assert.That(await PeekIdsAsync(3_000), Is.EqualTo(Ids(inOrder[2_400..])));
        await ReleaseAsync(inOrder[..2_400]);
        Assert.That((await TotalAsync("replicated"), (await StatusAsync()).Unconfirmed), Is.EqualTo((2_400, 0)));
    }

    [Test]
    public async Task Confirming_removes_exactly_those_and_may_be_repeated()
    {
        var transactions = await AcceptAsync("a", "b", "c");
        await PeekAsync();
        await ConfirmAsync(transactions[0], transactions[2]);
        await ConfirmAsync(transactions[2], transactions[0], New("unknown"));

        Assert.That(await PeekIdsAsync(), Is.EqualTo(new[] { transactions[1].Id }));
        Assert.That(await TotalAsync("committed"), Is.EqualTo(2));
        Assert.That((await StatusAsync()).Unconfirmed, Is.EqualTo(2));
        var record = await Ports.Log.FindAsync(transactions[0].Id, CancellationToken.None);
        Assert.That((record!.State, record.Lsn), Is.EqualTo((TransactionState.Committed, Lsn)));
    }

    [Test]
    public async Task Confirming_does_not_undo_what_came_later()
    {
        var transactions = await AcceptAsync("a", "b");
        await PeekAsync();
        await ConfirmAsync(transactions[0]);
        await ReleaseAsync(transactions[0]);
        await FailAsync(transactions[1]);
        await ConfirmAsync(transactions);

        Assert.That(await StateAsync(transactions[0]), Is.EqualTo(TransactionState.Replicated));
        Assert.That(await StateAsync(transactions[1]), Is.EqualTo(TransactionState.Failed));
    }

    [Test]
    public async Task Only_what_is_at_main_is_released()
    {
        var transactions = await AcceptAsync("a", "b", "c");
        await PeekAsync(2);
        await ConfirmAsync(transactions[0]);
        await ReleaseAsync(transactions);
        await ReleaseAsync(transactions);

        Assert.That(await StateAsync(transactions[0]), Is.EqualTo(TransactionState.Replicated));
        Assert.That(await PeekIdsAsync(), Is.EqualTo(Ids(transactions[1..])));
        Assert.That(await TotalAsync("replicated"), Is.EqualTo(1));
    }

    [Test]
    public async Task Attempts_are_counted_and_kept()
    {
        var transactions = await AcceptAsync("a", "b");
        await Ports.Source.CountAttemptAsync(transactions[0].Id, Busy, CancellationToken.None);
        await Ports.Source.CountAttemptAsync(transactions[0].Id, Busy, CancellationToken.None);
        await ReopenAsync();

        Assert.That((await PeekAsync()).Select(entry => entry.Attempts), Is.EqualTo(new[] { 2, 0 }));
        Assert.That((await Ports.Log.FindAsync(transactions[0].Id, CancellationToken.None))!.LastError, Is.EqualTo("XX000: try later"));
    }

    [Test]
    public async Task An_attempt_of_what_does_not_wait_leaves_no_trace()
    {
        var unknown = New("a");
        await Ports.Source.CountAttemptAsync(unknown.Id, Busy, CancellationToken.None);

        Assert.That(await StateAsync(unknown), Is.Null);
        Assert.That(await TryAcceptAsync(unknown), Is.TypeOf<CcatOps.Application.Writes.AcceptOutcome.Accepted>());
        Assert.That(await PeekIdsAsync(), Is.EqualTo(new[] { unknown.Id }));
    }

    [Test]
    public async Task A_restart_in_the_middle_loses_nothing()
    {
        var transactions = await AcceptAsync("a", "b", "b", "c", "d");
        await PeekAsync(3);
        await ConfirmAsync(transactions[0]);
        await FailAsync(transactions[1]);
        await ReopenAsync();

        Assert.That(await PeekIdsAsync(), Is.EqualTo(Ids(transactions[3..])));
        Assert.That(await StateAsync(transactions[0]), Is.EqualTo(TransactionState.Committed));
        Assert.That(await StateAsync(transactions[1]), Is.EqualTo(TransactionState.Failed));
        Assert.That(await StateAsync(transactions[2]), Is.EqualTo(TransactionState.Parked));
    }

    [Test]
    public async Task A_pause_holds_across_restarts_and_takes_nothing_away()
    {
        var transactions = await AcceptAsync("a");
        await Ports.Monitor.PauseAsync("maintenance", "operator", null, CancellationToken.None);
        await ReopenAsync();
        var paused = await Ports.Source.PeekAsync(Holder, new(10), CancellationToken.None);
        var pause = (await StatusAsync()).Pause;
        await Ports.Monitor.ResumeAsync(null, CancellationToken.None);

        Assert.That(paused, Is.EqualTo(new PeekOutcome.Paused("maintenance")));
        Assert.That((pause!.Reason, pause.Principal), Is.EqualTo(("maintenance", "operator")));
        Assert.That((await StatusAsync()).Pause, Is.Null);
        Assert.That(await PeekIdsAsync(), Is.EqualTo(Ids(transactions)));
    }
}
