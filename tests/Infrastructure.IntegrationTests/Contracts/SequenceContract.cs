using CcatOps.Application.Errors;
using CcatOps.Domain.Buffering;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>Sequences never go back.</summary>
internal sealed class SequenceContract<TStorage> : BufferContract<TStorage>
    where TStorage : IBufferStorage, new()
{
    [Test]
    public async Task Go_on_after_a_restart()
    {
        var before = await AcceptAsync(New("a"));
        await ReopenAsync();

        Assert.That(await AcceptAsync(New("a")), Is.GreaterThan(before));
    }

    [Test]
    public async Task After_a_loss_are_far_above_what_the_databases_know()
    {
        await AcceptAsync("a", "b");
        await Storage.LoseAsync();
        Storage.Applied.Greatest = 4_711;

        Assert.That(await AcceptAsync(New("a")), Is.GreaterThan(4_711 + SequenceRules.LostBufferGap));
    }

    [Test]
    public async Task After_a_loss_are_no_lower_when_the_drainer_speaks_first()
    {
        await AcceptAsync("a");
        await Storage.LoseAsync();
        Storage.Applied.Greatest = 100;
        await Ports.Source.RaiseSequenceAsync(200, CancellationToken.None);

        Assert.That(await AcceptAsync(New("a")), Is.GreaterThan(100 + SequenceRules.LostBufferGap));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Without_their_counter_are_above_all_that_is_held(bool removed)
    {
        var greatest = 0L;
        foreach (var transaction in new[] { New("a"), New("b") })
        {
            greatest = await AcceptAsync(transaction);
            await PeekAsync();
            if (removed)
            {
                await ConfirmAsync(transaction);
                await ReleaseAsync(transaction);
            }
        }

        await Storage.LoseCounterAsync();
        Assert.That(await AcceptAsync(New("c")), Is.GreaterThan(greatest));
    }

    [Test]
    public async Task Are_not_given_out_while_nobody_knows_the_last_one()
    {
        await Storage.LoseAsync();
        Storage.Applied.IsAway = true;
        var refused = New("a");

        Assert.That(async () => await TryAcceptAsync(refused), Throws.TypeOf<BufferUnavailableException>());
        Storage.Applied.IsAway = false;
        Assert.That(await StateAsync(refused), Is.Null);
        Assert.That((await StatusAsync()).Depth, Is.Zero);
    }

    [Test]
    public async Task Need_no_database_while_the_counter_is_there()
    {
        await AcceptAsync(New("a"));
        Storage.Applied.IsAway = true;
        await ReopenAsync();

        await AcceptAsync(New("b"));
        Assert.That((await Ports.Monitor.CheckSafetyAsync(CancellationToken.None)).Faults, Is.Empty);
    }

    [Test]
    public async Task Are_raised_and_never_lowered()
    {
        await AcceptAsync(New("a"));
        await Ports.Source.RaiseSequenceAsync(5_000, CancellationToken.None);
        await Ports.Source.RaiseSequenceAsync(10, CancellationToken.None);

        Assert.That(await AcceptAsync(New("a")), Is.EqualTo(5_001));
    }
}
