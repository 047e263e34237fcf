namespace CcatOps.TwoSite.Nights;

/// <summary>When the link is cut and restored, in exposures: the same for the same seed, never overlapping, all within the night.</summary>
internal sealed class Outages
{
    private readonly HashSet<int> cuts = [];
    private readonly HashSet<int> restorations = [];

    /// <summary>Each outage begins in the first half of its share of the night and ends before that is over.</summary>
    public Outages(int exposures, int count, int seed)
    {
        var random = new Random(seed);
        for (var outage = 0; outage < count; outage++)
        {
            var (first, end) = (exposures * outage / count, exposures * (outage + 1) / count);
            var cut = random.Next(first, (first + end) / 2);
            cuts.Add(cut);
            restorations.Add(random.Next(cut + 1, end));
        }
    }

    public bool BeginsAt(int index) => cuts.Contains(index);

    public bool EndsAt(int index) => restorations.Contains(index);
}
