using CcatOps.Application.Draining;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Draining;

internal sealed class PredecessorsTests
{
    [Test]
    public void Groups_that_share_no_entity_stand_behind_nothing() => Assert.That(Of(["a"], ["b"], ["c"]), Is.EqualTo(new int[][] { [], [], [] }));

    [Test]
    public void A_group_stands_behind_the_latest_of_each_of_its_entities() =>
        Assert.That(Of(["a"], ["b"], ["a"], ["a", "b"], ["b"]), Is.EqualTo(new int[][] { [], [], [0], [1, 2], [3] }));

    [Test]
    public void One_that_shares_several_is_named_once() => Assert.That(Of(["a", "b"], ["b", "a"]), Is.EqualTo(new int[][] { [], [0] }));

    private static IEnumerable<IEnumerable<int>> Of(params string[][] groups) =>
        Predecessors.Of([.. groups.Select((entities, place) => new[] { Buffered(place + 1, [.. entities]) })]).Select(places => places.Order());
}
