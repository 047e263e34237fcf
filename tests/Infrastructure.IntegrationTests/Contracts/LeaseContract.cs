using CcatOps.Application.Draining;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

internal sealed class LeaseContract<TStorage> : BufferContract<TStorage>
    where TStorage : IBufferStorage, new()
{
    private const string Other = "another process";

    [Test]
    public async Task Is_held_by_one_and_renewed_by_that_one()
    {
        Assert.That(await HoldAsync(Other), Is.False);
        Assert.That(await HoldAsync(Holder), Is.True);
        await ReopenAsync();
        Assert.That(await HoldAsync(Other), Is.False);
    }

    [Test]
    public async Task Of_many_at_once_one_gets_it()
    {
        await Ports.Source.ReleaseLeaseAsync(Holder, CancellationToken.None);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => HoldAsync($"process {i}"))));

        Assert.That(answers.Count(held => held), Is.EqualTo(1));
    }

    [Test]
    public async Task Given_back_it_can_be_had_at_once()
    {
        await Ports.Source.ReleaseLeaseAsync(Other, CancellationToken.None);
        Assert.That(await HoldAsync(Other), Is.False, "another gave it back");
        await Ports.Source.ReleaseLeaseAsync(Holder, CancellationToken.None);
        Assert.That(await HoldAsync(Other), Is.True);
    }

    [Test]
    public async Task Taken_over_only_when_its_time_is_over()
    {
        await Ports.Source.HoldLeaseAsync(Holder, TimeSpan.FromMilliseconds(60), CancellationToken.None);

        await Eventually.WaitForAsync(() => HoldAsync(Other), TimeSpan.FromSeconds(10), "the lease is over");
        Assert.That(await HoldAsync(Holder), Is.False);
    }

    [Test]
    public async Task Who_lost_it_can_neither_peek_nor_fail()
    {
        var transactions = await AcceptAsync("a", "b");
        await PeekAsync(1);
        await Ports.Source.ReleaseLeaseAsync(Holder, CancellationToken.None);
        await HoldAsync(Other);
        await FailAsync(transactions[0]);

        Assert.That(await Ports.Source.PeekAsync(Holder, new(10), CancellationToken.None), Is.TypeOf<PeekOutcome.LeaseLost>());
        Assert.That(await StateAsync(transactions[0]), Is.EqualTo(TransactionState.Applying));
        Assert.That(await StateAsync(transactions[1]), Is.EqualTo(TransactionState.Buffered));
    }

    [Test]
    public async Task Without_any_holder_nobody_peeks_or_fails()
    {
        var transactions = await AcceptAsync("a");
        await Ports.Source.ReleaseLeaseAsync(Holder, CancellationToken.None);
        await FailAsync(transactions[0]);

        Assert.That(await Ports.Source.PeekAsync(Holder, new(10), CancellationToken.None), Is.TypeOf<PeekOutcome.LeaseLost>());
        Assert.That(await StateAsync(transactions[0]), Is.EqualTo(TransactionState.Buffered));
    }

    [Test]
    public async Task Who_lost_it_may_still_confirm_what_main_has()
    {
        var transactions = await AcceptAsync("a");
        await PeekAsync();
        await Ports.Source.ReleaseLeaseAsync(Holder, CancellationToken.None);
        await HoldAsync(Other);
        await ConfirmAsync(transactions);

        Assert.That(await StateAsync(transactions[0]), Is.EqualTo(TransactionState.Committed));
    }

    private Task<bool> HoldAsync(string holder) => Ports.Source.HoldLeaseAsync(holder, Long, CancellationToken.None);
}
