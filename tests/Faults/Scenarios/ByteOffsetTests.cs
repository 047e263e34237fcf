using CcatOps.Faults.Load;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;

namespace CcatOps.Faults.Scenarios;

/// <summary>
/// One drain exchange is recorded; then the link is cut after every byte of exchanges like it, in either direction. Before the commit, within
/// it, and after it: the client of the database cannot tell these apart, the marker can.
/// </summary>
[Category("Fault")]
internal sealed class ByteOffsetTests
{
    private const int InExchange = 4;

    [TestCase(Direction.ToTarget)]
    [TestCase(Direction.ToClient)]
    public async Task A_link_cut_at_any_byte_of_the_exchange_leaves_one_effect(Direction direction)
    {
        await using var site = await SiteUnderFault.StartAsync($"offsets-{direction}".ToLowerInvariant(), await SharedStage.GetAsync());
        await using var load = site.BeginLoad(new() { Telescopes = 2, InvalidShare = 0, ReadShare = 0.1 });
        await WarmUpAsync(site, load);
        var before = site.Link.Forwarded(direction);
        await load.AcceptedMoreAsync(InExchange);
        await Eventually.WaitForAsync(() => site.Link.Forwarded(direction) > before, TimeSpan.FromSeconds(10), "the link should carry the exchange");
        var bytes = await ExchangeOfAsync(site, load, direction);

        var sampled = Math.Min(Extent.Offsets, bytes);
        var offsets = Enumerable.Range(0, sampled).Select(i => (int)((long)i * (bytes - 1) / (sampled - 1))).ToArray();
        foreach (var offset in offsets)
        {
            var connections = site.Link.AcceptedConnections;
            var cut = site.Link.CutAfter(direction, offset);
            await cut.Happened.WaitAsync(TimeSpan.FromSeconds(20));
            await Eventually.WaitForAsync(
                () => site.Link.AcceptedConnections > connections, TimeSpan.FromSeconds(20), $"the site should connect anew after the cut at {offset}");
            await load.AcceptedMoreAsync(InExchange);
        }

        await TestContext.Progress.WriteLineAsync($"{offsets.Length} cuts over an exchange of {bytes} bytes {direction}");
        await site.AssertCleanAsync(load, new(Attack.OneEffect, $"link cut after byte n of an exchange, {direction}", offsets.Length));
    }

    /// <summary>More than it takes the database's client to prepare its statements.</summary>
    private static async Task WarmUpAsync(SiteUnderFault site, SeededLoad load)
    {
        await load.AcceptedMoreAsync(60);
        await Eventually.WaitForAsync(() => site.Link.Forwarded(Direction.ToClient) > 0, TimeSpan.FromSeconds(10), "the drain should have begun");
    }

    /// <summary>The bytes that go by while a few writes are applied: a little more than one batch.</summary>
    private static async Task<int> ExchangeOfAsync(SiteUnderFault site, SeededLoad load, Direction direction)
    {
        var biggest = 0L;
        for (var i = 0; i < 5; i++)
        {
            var before = site.Link.Forwarded(direction);
            await load.AcceptedMoreAsync(1);
            await Eventually.WaitForAsync(
                () => site.Link.Forwarded(direction) > before, TimeSpan.FromSeconds(10), "the exchange should go by");
            biggest = Math.Max(biggest, site.Link.Forwarded(direction) - before);
        }

        return (int)Math.Min(biggest, 16_000);
    }
}
