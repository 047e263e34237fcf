using CcatOps.Domain.Replication;
using CsCheck;

namespace CcatOps.Domain.UnitTests.Replication;

public sealed class LsnTests
{
    private static readonly Gen<Lsn> AnyLsn = Gen.ULong.Select(value => new Lsn(value));

    [TestCase("0/0", 0ul)]
    [TestCase("0/16B3748", 0x16B3748ul)]
    [TestCase("0/16b3748", 0x16B3748ul)]
    [TestCase("1/0", 0x1_0000_0000ul)]
    [TestCase("00000001/00000002", 0x1_0000_0002ul)]
    [TestCase("FFFFFFFF/FFFFFFFF", ulong.MaxValue)]
    public void A_position_is_read_as_two_hexadecimal_halves(string text, ulong value) =>
        Assert.That(Lsn.Parse(text), Is.EqualTo(new Lsn(value)));

    [TestCase("")]
    [TestCase("/")]
    [TestCase("0/")]
    [TestCase("/0")]
    [TestCase("16B3748")]
    [TestCase("0/16B3748/0")]
    [TestCase("0/16G3748")]
    [TestCase("0x1/0")]
    [TestCase("-1/0")]
    [TestCase("+1/0")]
    [TestCase(" 0/0")]
    [TestCase("0/0 ")]
    [TestCase("0 /0")]
    [TestCase("123456789/0")]
    [TestCase("0/123456789")]
    public void Malformed_text_is_refused(string text)
    {
        Assert.That(Lsn.TryParse(text, null, out _), Is.False);
        Assert.That(() => Lsn.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains($"'{text}'"));
    }

    [Test]
    public void No_text_is_no_position() => Assert.That(Lsn.TryParse(null, null, out _), Is.False);

    [TestCase(0ul, "0/0")]
    [TestCase(0x16B3748ul, "0/16B3748")]
    [TestCase(0x1_0000_0002ul, "1/2")]
    [TestCase(ulong.MaxValue, "FFFFFFFF/FFFFFFFF")]
    public void A_position_prints_as_PostgreSQL_prints_it(ulong value, string text) =>
        Assert.That(new Lsn(value).ToString(), Is.EqualTo(text));

    [TestCase("0/9FFFFF8", "0/10000000")]
    [TestCase("9/FFFFFFFF", "10/0")]
    [TestCase("0/FFFFFFFF", "1/0")]
    [TestCase("7F/0", "80000000/0")]
    public void Positions_compare_as_numbers_not_as_text(string earlier, string later)
    {
        var (first, second) = (Lsn.Parse(earlier), Lsn.Parse(later));
        Assert.That(first < second && first <= second && second > first && second >= first, Is.True);
        Assert.That(first > second || first >= second, Is.False);
    }

    [TestCase("0/10000000", "0/9FFFFF8", 0x10000000L - 0x9FFFFF8L)]
    [TestCase("1/0", "0/FFFFFFFF", 1L)]
    [TestCase("0/5", "0/5", 0L)]
    [TestCase("0/5", "1/0", 0L)]
    public void The_distance_to_an_earlier_position_is_in_bytes_and_never_negative(string later, string earlier, long bytes) =>
        Assert.That(Lsn.Parse(later).BytesAheadOf(Lsn.Parse(earlier)), Is.EqualTo(bytes));

    [Test]
    public void Every_position_survives_printing_and_reading() =>
        AnyLsn.Sample(lsn => Lsn.Parse(lsn.ToString()) == lsn);

    [Test]
    public void Order_is_the_order_of_the_numbers() =>
        Gen.Select(AnyLsn, AnyLsn).Sample((left, right) =>
            Math.Sign(left.CompareTo(right)) == left.Value.CompareTo(right.Value)
            && left < right == left.Value < right.Value
            && left <= right == left.Value <= right.Value);
}
