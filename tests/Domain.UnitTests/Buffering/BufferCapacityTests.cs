using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;

namespace CcatOps.Domain.UnitTests.Buffering;

public sealed class BufferCapacityTests
{
    private static readonly BufferCapacity Capacity = new(1_000, 1_000_000);

    [TestCase(1, 1)]
    [TestCase(1_000, 1_000)]
    public void A_write_that_begins_something_has_no_reserve(int transactions, int limit) =>
        Assert.That(new BufferCapacity(transactions).Limits(BufferRoom.Whole).Transactions, Is.EqualTo(limit));

    [TestCase(1, 11)]
    [TestCase(50, 60)]
    [TestCase(100, 110)]
    [TestCase(109, 119)]
    [TestCase(110, 121)]
    [TestCase(1_000, 1_100)]
    [TestCase(int.MaxValue, int.MaxValue)]
    public void A_write_that_ends_something_has_a_reserve_of_a_tenth_and_at_least_ten(int transactions, int limit) =>
        Assert.That(new BufferCapacity(transactions).Limits(BufferRoom.Reserve).Transactions, Is.EqualTo(limit));

    [TestCase(1, 0)]
    [TestCase(9, 4)]
    [TestCase(1_000, 500)]
    public void What_the_service_counts_has_half_of_it(int transactions, int limit) =>
        Assert.That(new BufferCapacity(transactions).Limits(BufferRoom.Half).Transactions, Is.EqualTo(limit));

    [TestCase(BufferRoom.Whole, 1_000_000)]
    [TestCase(BufferRoom.Reserve, 1_100_000)]
    [TestCase(BufferRoom.Half, 500_000)]
    public void Bytes_are_divided_as_transactions_are(BufferRoom room, long limit) =>
        Assert.That(Capacity.Limits(room).Bytes, Is.EqualTo(limit));

    [TestCase(BufferRoom.Whole, 900, 900_000)]
    [TestCase(BufferRoom.Reserve, 1_100, 1_100_000)]
    [TestCase(BufferRoom.Half, 500, 500_000)]
    public void One_principal_fills_nine_tenths_but_the_end_of_an_execution_is_taken_from_anybody(BufferRoom room, long transactions, long bytes) =>
        Assert.That(Capacity.Limits(room).OfOne, Is.EqualTo(new BufferLoad(transactions, bytes)));

    [TestCase(1)]
    [TestCase(9)]
    public void A_small_buffer_is_not_divided(int transactions) =>
        Assert.That(new BufferCapacity(transactions).Limits(BufferRoom.Whole).OfOne.Transactions, Is.EqualTo(transactions));

    [Test]
    public void Without_a_bound_on_bytes_one_principal_has_none_either() =>
        Assert.That(new BufferCapacity(1_000).Limits(BufferRoom.Whole).FindShortage(new(1, long.MaxValue / 2), new(1, long.MaxValue / 2)), Is.Null);

    [TestCase(0, null, long.MaxValue)]
    [TestCase(0, 4_000L, 4_000)]
    [TestCase(5_000_000, 4_000L, 5_000_000)]
    public void Bytes_are_bounded_by_the_setting_and_else_by_the_storage(long set, long? storage, long bytes) =>
        Assert.That(BufferCapacity.Of(new TransactionBufferingConfig { BufferBytes = set }, storage), Is.EqualTo(new BufferCapacity(1_000, bytes)));

    [TestCase(8L << 30, 1L << 30)]
    [TestCase(1L << 20, 64L << 20)]
    public void Redis_holds_an_eighth_of_its_memory_and_a_small_one_bounds_itself(long memory, long bytes) =>
        Assert.That(BufferCapacity.OfRedis(memory), Is.EqualTo(bytes));

    [TestCase(0, 0, false)]
    [TestCase(799, 799_999, false)]
    [TestCase(800, 0, true)]
    [TestCase(1, 800_000, true)]
    [TestCase(1_050, 0, true)]
    public void Four_fifths_full_is_degraded(long transactions, long bytes, bool degraded) =>
        Assert.That(Capacity.IsDegraded(new(transactions, bytes)), Is.EqualTo(degraded));

    [TestCase(0, 0, 1_000)]
    [TestCase(100, 1_000, 1_000)]
    [TestCase(100, 500_000, 200)]
    public void Large_transactions_leave_fewer_places(long transactions, long bytes, long places) =>
        Assert.That(Capacity.Places(new(transactions, bytes)), Is.EqualTo(places));

    [TestCase(999, 999_999, null)]
    [TestCase(1_000, 0, "a reserve of 100.")]
    [TestCase(1_099, 0, "a reserve of 1.")]
    [TestCase(1_100, 0, "is full: 1100 transactions wait")]
    [TestCase(1_000, 0, "raise TRANSACTION_BUFFER_SIZE")]
    [TestCase(3, 1_000_000, "a reserve of 100000 bytes")]
    [TestCase(3, 1_000_000, "is full: 1000000 bytes wait for the main database, and at most 1000000 may")]
    [TestCase(3, 1_000_000, "raise TRANSACTION_BUFFER_BYTES")]
    public void At_the_bound_it_says_what_is_still_taken_and_what_to_do(long transactions, long bytes, string? text) =>
        Assert.That(Capacity.FindFullness(new(transactions, bytes)), text is null ? Is.Null : Does.Contain(text));

    [Test]
    public void Where_the_reserve_is_used_up_it_names_none() =>
        Assert.That(Capacity.FindFullness(new(1_100, 0)), Does.Not.Contain("reserve"));

    [TestCase(BufferShortage.Transactions, "is full: 1000 transactions wait")]
    [TestCase(BufferShortage.Bytes, "is full: 1000000 bytes wait")]
    [TestCase(BufferShortage.Share, "at most 900 transactions and 900000 bytes may wait")]
    public void A_refusal_names_the_bound_that_was_met(BufferShortage shortage, string text) =>
        Assert.That(Capacity.Limits(BufferRoom.Whole).Explain(shortage), Does.Contain(text));
}
