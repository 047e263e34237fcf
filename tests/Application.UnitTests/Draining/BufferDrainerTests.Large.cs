using CcatOps.Domain.Writes;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Draining;

public sealed partial class BufferDrainerTests
{
    [Test]
    public async Task Between_the_parts_of_a_large_transaction_others_pass_it_and_its_followers_do_not()
    {
        source.Add(Buffered(1, "a"), Large(2, "b", parts: 2), Buffered(3, "b"), Buffered(4, "c"));
        await DrainAllAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 1, 4, 2, 3 }));
        Assert.That(source.Queue, Is.Empty);
    }

    [Test]
    public async Task A_large_transaction_has_its_turn_while_others_keep_coming()
    {
        source.Add(Large(1, "a", parts: 3));
        for (var sequence = 2; Applied().All(applied => applied != 1) && sequence < 100; sequence++)
        {
            source.Add(Buffered(sequence, $"other-{sequence}"));
            await DrainAsync();
        }

        Assert.That(Applied(), Is.EqualTo(new[] { 2, 3, 4, 5, 6, 7, 1 }));
    }

    [Test]
    public async Task A_large_transaction_that_waits_alone_goes_on_at_once()
    {
        source.Add(Large(1, "a", parts: 2));
        while (await DrainAsync())
        {
        }

        Assert.That(Applied(), Is.EqualTo(new[] { 1 }));
        Assert.That(main.MarkerQueries, Is.Zero);
    }

    [Test]
    public async Task A_large_transaction_of_which_each_break_leaves_a_part_is_not_set_aside()
    {
        source.Add(Large(1, "a", parts: 20), Buffered(2, "b"));
        main.Fault = () => main.Parts[Id(1)] > 0 && main.Applied.Count > 0 ? LinkFault.Cut : LinkFault.None;
        for (var i = 0; i < 20; i++)
        {
            await DrainAndWaitAsync();
            Assert.That(drainer.SetAside, Is.Empty);
        }

        await DrainAllAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 2, 1 }));
    }

    [Test]
    public async Task A_large_transaction_that_breaks_off_without_a_further_part_is_set_aside_and_a_part_ends_that()
    {
        source.Add(Large(1, "a", parts: 0));
        main.Fault = () => LinkFault.Cut;
        for (var i = 0; i < 3 * RetrySchedule.TriesBeforeSetAside; i++)
            await DrainAndWaitAsync();
        Assert.That(drainer.SetAside, Has.Count.EqualTo(1));

        main.Parts[Id(1)] = 1;
        time.Advance(TimeSpan.FromMinutes(1));
        await DrainAndWaitAsync();
        Assert.That(drainer.SetAside, Is.Empty);
    }

    private BufferedTransaction Large(int sequence, string entity, int parts)
    {
        main.Parts[Id(sequence)] = parts;
        return Buffered(sequence, entity) with { Bytes = BufferedTransaction.LargeBytes + 1 };
    }
}
