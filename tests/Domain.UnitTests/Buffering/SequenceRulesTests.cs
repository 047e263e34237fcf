using CcatOps.Domain.Buffering;

namespace CcatOps.Domain.UnitTests.Buffering;

public sealed class SequenceRulesTests
{
    [TestCase(null, null, 0)]
    [TestCase(7, null, 7)]
    [TestCase(7, 5, 7)]
    [TestCase(7, 9, 9)]
    [TestCase(0, 0, 0)]
    public void Sequences_go_on_above_the_greatest_known(long? counter, long? greatestMarker, long floor) =>
        Assert.That(SequenceRules.Floor(counter, greatestMarker), Is.EqualTo(floor));

    [Test]
    public void A_lost_buffer_may_have_given_out_more_than_the_markers_show() =>
        Assert.That(SequenceRules.Floor(null, 9), Is.EqualTo(9 + SequenceRules.LostBufferGap));
}
