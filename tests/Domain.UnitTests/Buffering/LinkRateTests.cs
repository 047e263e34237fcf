using CcatOps.Domain.Buffering;
using CsCheck;

namespace CcatOps.Domain.UnitTests.Buffering;

public sealed class LinkRateTests
{
    [TestCase(0, 9)]
    [TestCase(125_000, 11)]
    [TestCase(2_800_000, 53.8)]
    public void An_unknown_link_is_taken_for_one_of_a_megabit_per_second(long bytes, double seconds) =>
        Assert.That(LinkRate.Unknown.Deadline(bytes), Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [Test]
    public void A_fast_link_that_falls_silent_is_noticed_soon_however_large_the_batch()
    {
        var rate = LinkRate.Unknown.AfterSuccess(8_000_000, TimeSpan.FromSeconds(1));
        Assert.That(rate.Deadline(8_000_000), Is.EqualTo(TimeSpan.FromSeconds(11)));
    }

    [Test]
    public void A_small_batch_says_nothing_of_the_rate() =>
        Assert.That(LinkRate.Unknown.AfterSuccess(1_000, TimeSpan.FromSeconds(0.5)), Is.EqualTo(LinkRate.Unknown));

    [Test]
    public void Each_timeout_doubles_the_time_for_what_is_large()
    {
        var first = LinkRate.Unknown.Deadline(2_800_000) - LinkRate.Silence;
        Assert.That(LinkRate.Unknown.AfterTimeout(2_800_000).Deadline(2_800_000) - LinkRate.Silence, Is.EqualTo(first * 2));
    }

    [Test]
    public void Whatever_carries_eight_kilobytes_per_second_carries_every_batch_in_the_end() =>
        Gen.Select(Gen.Long[1, BatchSize.LargestBytes * 4L], Gen.Double[8_000, 1e9]).Sample((bytes, carried) =>
        {
            var rate = LinkRate.Unknown;
            for (var timeout = 0; timeout < 10; timeout++)
                rate = rate.AfterTimeout(bytes);
            return rate.Deadline(bytes) >= TimeSpan.FromSeconds(bytes / carried);
        });
}
