using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Pairs;

/// <summary>Two faults of the catalogue that occur together.</summary>
/// <param name="Number">The place among all pairs, from 0.</param>
internal sealed record FaultPair(int Number, CataloguedFault First, CataloguedFault Second)
{
    /// <summary>Each fault with each other one, once.</summary>
    public static readonly IReadOnlyList<FaultPair> All = [.. Combine()];

    /// <summary>All of them in a complete run, otherwise a third that the seed chooses.</summary>
    public static IEnumerable<FaultPair> OfThisRun => All.Where(pair => Extent.IsComplete || (pair.Number + Extent.Seed) % 3 == 0);

    /// <summary>The seed of the pair's load, from which its keys and the order of its faults follow.</summary>
    public int Seed => (Extent.Seed * 1_000) + Number;

    /// <summary>In the order in which they begin: by the seed either comes first.</summary>
    public (CataloguedFault First, CataloguedFault Second) Ordered => Extent.Seed % 2 == 0 ? (Second, First) : (First, Second);

    public bool SharesComponent => First.Component == Second.Component;

    /// <summary>The row of the report.</summary>
    public string Row => SharesComponent ? $"two faults of the {Name(First)}" : $"{Name(First)} and {Name(Second)}";

    public override string ToString() => $"{First}_{Second}";

    private static string Name(CataloguedFault fault) => fault.Component switch
    {
        Component.Redis => "Redis",
        var component => component.ToString().ToLowerInvariant(),
    };

    private static IEnumerable<FaultPair> Combine()
    {
        var number = 0;
        for (var first = 0; first < Catalogue.All.Count; first++)
        {
            for (var second = first + 1; second < Catalogue.All.Count; second++)
                yield return new(number++, Catalogue.All[first], Catalogue.All[second]);
        }
    }
}
