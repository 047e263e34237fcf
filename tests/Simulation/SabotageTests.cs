namespace CcatOps.Simulation;

/// <summary>A simulation that cannot fail proves nothing: with any one safeguard gone, a rule must break before long.</summary>
public sealed class SabotageTests
{
    private const int MostSeeds = 20_000;

    private static readonly TestCaseData<Sabotage, string[]>[] Cases =
    [
        new(Sabotage.NoMarkers, ["one effect", "disjoint"]),
        new(Sabotage.PopFirst, ["conservation"]),
        new(Sabotage.NoFencing, ["disjoint", "order per entity"]),
        new(Sabotage.ReplicaBeforeOverlay, ["reads never go back", "no surprise"]),
        new(Sabotage.EarlyRelease, ["confirmed means seen"]),
        new(Sabotage.LinkCountsAsAttempt, ["the link uses up no attempt", "no false failure"]),
        new(Sabotage.NoParking, ["order per entity"]),
        new(Sabotage.AnswerBeforeStored, ["reads never go back", "no surprise", "the same request, the same answer"]),
        new(Sabotage.NoClaims, ["the same request, the same answer", "one effect"]),
    ];

    [TestCaseSource(nameof(Cases))]
    public void Without_one_safeguard_a_rule_breaks(Sabotage sabotage, string[] rules)
    {
        var night = Nights.FindBroken(MostSeeds, sabotage);
        Assert.That(night, Is.Not.Null, $"{MostSeeds} nights passed without anything amiss");
        Assert.That(rules, Does.Contain(night!.Breach!.Rule), Nights.Explain(night));
        TestContext.Out.WriteLine($"{sabotage}: seed {night.Seed} breaks {night.Breach}");
    }

    [Test]
    public void Each_safeguard_is_taken_away_once() =>
        Assert.That(Cases.Select(each => (Sabotage)each.Arguments[0]!), Is.EquivalentTo(Enum.GetValues<Sabotage>().Skip(1)));

    [Test]
    public void A_broken_night_says_how_to_see_it_again()
    {
        var night = Nights.FindBroken(MostSeeds, Sabotage.PopFirst)!;
        var text = Nights.Explain(night);
        Assert.That(text, Does.Contain($"seed {night.Seed} ").And.Contain("conservation").And.Contain($"--from {night.Seed} --trace"));
        Assert.That(text, Does.Contain("--sabotage PopFirst").And.Contain("peek"));

        var again = Night.Pass(night.Seed, Sabotage.PopFirst, keepsTrace: true);
        Assert.That((again.Breach!.Rule, again.TraceHash), Is.EqualTo((night.Breach!.Rule, night.TraceHash)));
        Assert.That(again.Trace[^1], Does.Contain("peek"));
    }
}
