using CcatOps.Application.Draining;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Draining;

internal sealed class EntityGroupsTests
{
    [Test]
    public void A_batch_that_is_small_enough_stays_whole() =>
        Assert.That(Groups(GroupSize.Whole, ["a"], ["b"], ["a"]), Is.EqualTo(new[] { new[] { 1, 2, 3 } }));

    [Test]
    public void Nothing_has_no_groups() => Assert.That(Groups(GroupSize.Smallest), Is.Empty);

    [Test]
    public void What_shares_an_entity_stays_together_and_in_order() =>
        Assert.That(
            Groups(GroupSize.Smallest, ["a"], ["b"], ["a"], ["c"], ["b"]),
            Is.EqualTo(new[] { new[] { 1, 3 }, new[] { 2, 5 }, new[] { 4 } }));

    [Test]
    public void What_is_related_by_way_of_others_stays_together() =>
        Assert.That(
            Groups(GroupSize.Smallest, ["a"], ["b"], ["c"], ["a", "b"], ["d"]),
            Is.EqualTo(new[] { new[] { 1, 2, 4 }, new[] { 3 }, new[] { 5 } }));

    [Test]
    public void Small_groups_are_filled_up_to_their_size() =>
        Assert.That(
            Groups(new GroupSize(3), ["a"], ["b"], ["b"], ["a"], ["c"], ["d"]),
            Is.EqualTo(new[] { new[] { 1, 4 }, new[] { 2, 3, 5 }, new[] { 6 } }));

    [Test]
    public void What_belongs_together_may_be_more_than_the_size() =>
        Assert.That(
            Groups(new GroupSize(2), ["a"], ["a"], ["b"], ["a"]),
            Is.EqualTo(new[] { new[] { 1, 2, 4 }, new[] { 3 } }));

    [Test]
    public void Groups_of_any_batch_share_no_entity_keep_the_order_and_leave_nothing_out([Range(1, 50)] int seed)
    {
        var random = new Random(seed);
        BufferedTransaction[] batch =
        [
            .. Enumerable.Range(1, random.Next(1, 200)).Select(sequence =>
                Buffered(sequence, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{random.Next(100)}").Distinct()])),
        ];
        var groups = EntityGroups.Of(batch, new GroupSize(random.Next(1, 20)));

        Assert.That(groups.SelectMany(group => group), Is.EquivalentTo(batch));
        Assert.That(groups.Select(group => group.Select(entry => entry.Sequence)), Is.All.Ordered);
        var entities = groups.SelectMany(group => group.SelectMany(entry => entry.Transaction.Entities).Distinct()).ToArray();
        Assert.That(entities, Is.Unique);
    }

    private static IEnumerable<IEnumerable<long>> Groups(GroupSize size, params string[][] entities) =>
        EntityGroups.Of([.. entities.Select((each, place) => Buffered(place + 1, [.. each]))], size).Select(group => group.Select(entry => entry.Sequence));
}
