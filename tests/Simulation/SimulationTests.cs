using System.Globalization;

namespace CcatOps.Simulation;

/// <summary>
/// Nights of random trouble around the real use cases, drain, watcher and reads. A seed is one night, and the same one every
/// time. <c>SIMULATION_SEEDS</c> and <c>SIMULATION_FROM</c> choose others.
/// </summary>
public sealed class SimulationTests
{
    [Test]
    public void Every_night_keeps_all_rules()
    {
        var nights = Nights.Pass(Setting("SIMULATION_FROM", 1), Setting("SIMULATION_SEEDS", 2_000));
        var broken = nights.Where(night => night.Breach is not null).ToArray();
        Assert.That(broken, Is.Empty, string.Join('\n', broken.Take(5).Select(Nights.Explain)));
        Assert.That(nights.Average(night => night.Accepted), Is.GreaterThan(10), "nights in which little is written show little");
    }

    [Test]
    public void A_seed_is_the_same_night_every_time([Range(1, 20)] int seed)
    {
        var first = Night.Pass(seed);
        var again = Night.Pass(seed, keepsTrace: true);
        Assert.That((again.TraceHash, again.Steps, again.Accepted), Is.EqualTo((first.TraceHash, first.Steps, first.Accepted)));
        Assert.That(again.Trace, Has.Count.EqualTo(again.Steps));
    }

    [Test]
    public void Other_seeds_are_other_nights() =>
        Assert.That(Nights.Pass(1, 20).Select(night => night.TraceHash), Is.Unique);

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
