using CcatOps.Domain.Buffering;

namespace CcatOps.Domain.UnitTests.Buffering;

public sealed class BufferCapacityTests
{
    [TestCase(1, 1)]
    [TestCase(1_000, 1_000)]
    public void A_write_that_begins_something_has_no_reserve(int bufferSize, int limit) =>
        Assert.That(BufferCapacity.Limit(bufferSize, BufferRoom.Whole), Is.EqualTo(limit));

    [TestCase(1, 11)]
    [TestCase(50, 60)]
    [TestCase(100, 110)]
    [TestCase(109, 119)]
    [TestCase(110, 121)]
    [TestCase(1_000, 1_100)]
    public void A_write_that_ends_something_has_a_reserve_of_a_tenth_and_at_least_ten(int bufferSize, int limit) =>
        Assert.That(BufferCapacity.Limit(bufferSize, BufferRoom.Reserve), Is.EqualTo(limit));

    [TestCase(1, 0)]
    [TestCase(9, 4)]
    [TestCase(1_000, 500)]
    public void What_the_service_counts_has_half_of_it(int bufferSize, int limit) =>
        Assert.That(BufferCapacity.Limit(bufferSize, BufferRoom.Half), Is.EqualTo(limit));

    [TestCase(0, false)]
    [TestCase(799, false)]
    [TestCase(800, true)]
    [TestCase(1_050, true)]
    public void Four_fifths_full_is_degraded(long waiting, bool degraded) =>
        Assert.That(BufferCapacity.IsDegraded(waiting, 1_000), Is.EqualTo(degraded));

    [TestCase(999, null)]
    [TestCase(1_000, "a reserve of 100")]
    [TestCase(1_099, "a reserve of 1.")]
    [TestCase(1_100, "is full: 1100 transactions wait")]
    public void At_the_bound_it_says_what_is_still_taken_and_what_to_do(long waiting, string? text) =>
        Assert.That(BufferCapacity.FindFullness(waiting, 1_000), text is null ? Is.Null : Does.Contain(text).And.Contain("raise TRANSACTION_BUFFER_SIZE"));

    [Test]
    public void Where_the_reserve_is_used_up_it_names_none() =>
        Assert.That(BufferCapacity.FindFullness(1_100, 1_000), Does.Not.Contain("reserve"));
}
