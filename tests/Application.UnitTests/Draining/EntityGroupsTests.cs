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
            Groups(new GroupSize(2), ["a"], ["b"], ["a"], ["c"], ["b"]),
            Is.EqualTo(new[] { new[] { 1, 3 }, new[] { 2, 5 }, new[] { 4 } }));

    [Test]
    public void What_is_related_by_way_of_others_stays_together() =>
        Assert.That(
            Groups(new GroupSize(3), ["a"], ["b"], ["c"], ["a", "b"], ["d"]),
            Is.EqualTo(new[] { new[] { 1, 2, 4 }, new[] { 3, 5 } }));

    [Test]
    public void Small_groups_are_filled_up_to_their_size() =>
        Assert.That(
            Groups(new GroupSize(3), ["a"], ["b"], ["b"], ["a"], ["c"], ["d"]),
            Is.EqualTo(new[] { new[] { 1, 4 }, new[] { 2, 3, 5 }, new[] { 6 } }));

    [Test]
    public void What_belongs_together_and_is_more_than_the_size_stands_one_behind_the_other() =>
        Assert.That(
            Groups(new GroupSize(2), ["a"], ["a"], ["b"], ["a"]),
            Is.EqualTo(new[] { new[] { 1, 2 }, new[] { 3, 4 } }));

    [Test]
    public void Groups_of_any_batch_are_within_the_size_keep_the_order_of_each_entity_and_leave_nothing_out([Range(1, 50)] int seed)
    {
        var random = new Random(seed);
        BufferedTransaction[] batch =
        [
            .. Enumerable.Range(1, random.Next(1, 200)).Select(sequence =>
                Buffered(sequence, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{random.Next(100)}").Distinct()])),
        ];
        var size = new GroupSize(random.Next(1, 20));
        var groups = EntityGroups.Of(batch, size);

        Assert.That(groups.SelectMany(group => group), Is.EquivalentTo(batch));
        Assert.That(groups.Select(group => group.Count), Is.All.InRange(1, size.Count));
        foreach (var entity in batch.SelectMany(entry => entry.Transaction.Entities).Distinct())
        {
            var history = groups.SelectMany(group => group).Where(entry => entry.Transaction.Entities.Contains(entity));
            Assert.That(history.Select(entry => entry.Sequence), Is.Ordered);
        }
    }

    private static IEnumerable<IEnumerable<long>> Groups(GroupSize size, params string[][] entities) =>
        EntityGroups.Of([.. entities.Select((each, place) => Buffered(place + 1, [.. each]))], size).Select(group => group.Select(entry => entry.Sequence));
}
