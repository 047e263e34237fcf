using CcatOps.Domain.Buffering;
using CsCheck;

namespace CcatOps.Domain.UnitTests.Buffering;

public sealed class BatchSizeTests
{
    [TestCase(64, 64, 128)]
    [TestCase(64, 100, 128)]
    [TestCase(64, 56, 128)]
    [TestCase(8_000, 8_000, 10_000)]
    [TestCase(10_000, 10_000, 10_000)]
    public void A_full_batch_that_goes_through_doubles_the_next(int size, int applied, int next) =>
        Assert.That(new BatchSize(size).AfterSuccess(applied).Count, Is.EqualTo(next));

    [TestCase(0)]
    [TestCase(55)]
    public void A_batch_that_was_not_full_says_nothing(int applied) =>
        Assert.That(new BatchSize(64).AfterSuccess(applied).Count, Is.EqualTo(64));

    [TestCase(64, 32)]
    [TestCase(3, 1)]
    [TestCase(1, 1)]
    public void A_break_halves_the_next(int size, int next) => Assert.That(new BatchSize(size).AfterBreak().Count, Is.EqualTo(next));

    [TestCase(1, 64 * 1024)]
    [TestCase(64, 256 * 1024)]
    [TestCase(10_000, 8 * 1024 * 1024)]
    public void Bytes_go_with_the_count_between_bounds(int size, int bytes) =>
        Assert.That(new BatchSize(size).Bytes, Is.EqualTo(bytes));

    [TestCase(1.2, 512)]
    [TestCase(2.9, 256)]
    public void Only_a_batch_that_goes_through_quickly_doubles_the_next(double seconds, int next) =>
        Assert.That(new BatchSize(256).AfterSuccess(256, 100_000, TimeSpan.FromSeconds(seconds)).Count, Is.EqualTo(next));

    [Test]
    public void A_slow_batch_makes_the_next_as_large_as_the_link_carries_in_two_seconds() =>
        Assert.That(
            new BatchSize(2_000).AfterSuccess(2_000, 1_500_000, TimeSpan.FromSeconds(8)),
            Is.EqualTo(new BatchSize(500, 375_000)));

    [Test]
    public void Large_transactions_make_the_bytes_grow_before_the_count_is_reached() =>
        Assert.That(new BatchSize(64).AfterSuccess(2, 200 * 1024).Bytes, Is.EqualTo(512 * 1024));

    [Test]
    public void However_slow_the_link_is_a_batch_that_goes_through_is_followed_by_more_than_one_transaction() =>
        Assert.That(
            new BatchSize(10_000).AfterSuccess(10_000, 8_000_000, TimeSpan.FromHours(1)), Is.EqualTo(new BatchSize(64, BatchSize.SmallestBytes)));

    [Test]
    public void Whatever_happens_the_size_stays_within_its_bounds() =>
        Gen.Select(Gen.Bool, Gen.Long[0, 8_000_000], Gen.Double[0, 20]).List[0, 60].Sample(batches =>
        {
            var size = BatchSize.Initial;
            foreach (var (success, bytes, seconds) in batches)
                size = success ? size.AfterSuccess(size.Count, bytes, TimeSpan.FromSeconds(seconds)) : size.AfterBreak();
            return size.Count is >= BatchSize.Smallest and <= BatchSize.Largest && size.Bytes is > 0 and <= BatchSize.LargestBytes;
        });
}
