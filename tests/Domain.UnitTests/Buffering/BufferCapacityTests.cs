using CcatOps.Domain.Buffering;

namespace CcatOps.Domain.UnitTests.Buffering;

public sealed class BufferCapacityTests
{
    [TestCase(1, 1)]
    [TestCase(1_000, 1_000)]
    public void A_write_that_begins_something_has_no_reserve(int bufferSize, int limit) =>
        Assert.That(BufferCapacity.Limit(bufferSize, closing: false), Is.EqualTo(limit));

    [TestCase(1, 11)]
    [TestCase(50, 60)]
    [TestCase(100, 110)]
    [TestCase(109, 119)]
    [TestCase(110, 121)]
    [TestCase(1_000, 1_100)]
    public void A_write_that_ends_something_has_a_reserve_of_a_tenth_and_at_least_ten(int bufferSize, int limit) =>
        Assert.That(BufferCapacity.Limit(bufferSize, closing: true), Is.EqualTo(limit));

    [TestCase(0, false)]
    [TestCase(799, false)]
    [TestCase(800, true)]
    [TestCase(1_050, true)]
    public void Four_fifths_full_is_degraded(long waiting, bool degraded) =>
        Assert.That(BufferCapacity.IsDegraded(waiting, 1_000), Is.EqualTo(degraded));
}
