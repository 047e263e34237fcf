using CcatOps.Domain.Buffering;

namespace CcatOps.Domain.UnitTests.Buffering;

public sealed class GroupSizeTests
{
    [Test]
    public void After_a_refusal_groups_are_small() => Assert.That(GroupSize.Whole.After(refused: true), Is.EqualTo(GroupSize.Small));

    [Test]
    public void Without_refusals_a_batch_is_one_group_again_after_a_while()
    {
        var size = GroupSize.Small;
        for (var batch = 0; batch < 8; batch++)
            size = size.After(refused: false);
        Assert.That(size, Is.EqualTo(GroupSize.Whole));
    }

    [TestCase(10_000, 64)]
    [TestCase(65, 64)]
    [TestCase(64, 8)]
    [TestCase(9, 8)]
    [TestCase(8, 1)]
    [TestCase(2, 1)]
    public void What_was_refused_is_divided_into_smaller_groups_until_each_stands_alone(int count, int size) =>
        Assert.That(GroupSize.Below(count), Is.EqualTo(new GroupSize(size)));
}
