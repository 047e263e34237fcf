namespace CcatOps.Domain.UnitTests.Sky;

/// <summary>How far results are from their references.</summary>
/// <param name="Subject">The quantity that was compared.</param>
/// <param name="Sizes">The errors, without a sign.</param>
internal sealed record Errors(string Subject, IReadOnlyList<double> Sizes)
{
    public double Largest => Sizes.Max();

    public double Median => Sizes.Order().ElementAt(Sizes.Count / 2);

    /// <summary>Prints and checks the largest and the median error.</summary>
    public void AreAtMost(double largest, double median)
    {
        TestContext.Out.WriteLine($"{Subject}: {Sizes.Count} cases, largest error {Largest:0.00}, median {Median:0.00}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Largest, Is.LessThan(largest), $"Largest error: {Subject}");
            Assert.That(Median, Is.LessThan(median), $"Median error: {Subject}");
        }
    }
}
