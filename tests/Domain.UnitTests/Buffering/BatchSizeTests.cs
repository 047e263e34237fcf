using CcatOps.Domain.Buffering;
using CsCheck;

namespace CcatOps.Domain.UnitTests.Buffering;

public sealed class BatchSizeTests
{
    [TestCase(64, 64, 128)]
    [TestCase(64, 100, 128)]
    [TestCase(4_000, 4_000, 5_000)]
    [TestCase(5_000, 5_000, 5_000)]
    public void A_full_batch_that_goes_through_doubles_the_next(int size, int applied, int next) =>
        Assert.That(new BatchSize(size).AfterSuccess(applied).Count, Is.EqualTo(next));

    [TestCase(0)]
    [TestCase(63)]
    public void A_batch_that_was_not_full_says_nothing(int applied) =>
        Assert.That(new BatchSize(64).AfterSuccess(applied).Count, Is.EqualTo(64));

    [TestCase(64, 32)]
    [TestCase(3, 1)]
    [TestCase(1, 1)]
    public void A_break_halves_the_next(int size, int next) => Assert.That(new BatchSize(size).AfterBreak().Count, Is.EqualTo(next));

    [TestCase(1, 64 * 1024)]
    [TestCase(64, 256 * 1024)]
    [TestCase(5_000, 4 * 1024 * 1024)]
    public void Bytes_go_with_the_count_between_bounds(int size, int bytes) =>
        Assert.That(new BatchSize(size).Bytes, Is.EqualTo(bytes));

    [Test]
    public void Whatever_happens_the_size_stays_within_its_bounds() =>
        Gen.Bool.List[0, 60].Sample(successes =>
        {
            var size = BatchSize.Initial;
            foreach (var success in successes)
                size = success ? size.AfterSuccess(size.Count) : size.AfterBreak();
            return size.Count is >= BatchSize.Smallest and <= BatchSize.Largest && size.Bytes is > 0 and <= BatchSize.LargestBytes;
        });
}
