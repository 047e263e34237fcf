using CcatOps.Application.Monitoring;
using Microsoft.Extensions.Time.Testing;

namespace CcatOps.Application.UnitTests.Monitoring;

public sealed class BufferRatesTests
{
    private FakeTimeProvider time = null!;
    private BufferRates rates = null!;

    [SetUp]
    public void Make_rates()
    {
        time = new FakeTimeProvider();
        rates = new BufferRates(time);
    }

    [Test]
    public void One_sample_gives_no_rate()
    {
        Assert.That(rates.PerSecond(), Is.EqualTo((0.0, 0.0)));
        Note(accepted: 100, applied: 50, seconds: 0);
        Assert.That(rates.PerSecond(), Is.EqualTo((0.0, 0.0)));
    }

    [Test]
    public void Two_samples_give_transactions_per_second()
    {
        Note(accepted: 100, applied: 50, seconds: 0);
        Note(accepted: 120, applied: 55, seconds: 10);
        Assert.That(rates.PerSecond(), Is.EqualTo((2.0, 0.5)));
    }

    [Test]
    public void Two_samples_at_one_moment_give_no_rate()
    {
        Note(accepted: 100, applied: 50, seconds: 0);
        Note(accepted: 120, applied: 55, seconds: 0);
        Assert.That(rates.PerSecond(), Is.EqualTo((0.0, 0.0)));
    }

    [Test]
    public void What_is_older_than_a_minute_no_longer_counts()
    {
        Note(accepted: 0, applied: 0, seconds: 0);
        for (var sample = 1; sample <= 12; sample++)
            Note(accepted: 1_000, applied: 0, seconds: 10);
        Assert.That(rates.PerSecond().Accepted, Is.Zero);
    }

    [Test]
    public void A_buffer_that_begins_anew_has_no_negative_rate()
    {
        Note(accepted: 1_000, applied: 1_000, seconds: 0);
        Note(accepted: 5, applied: 0, seconds: 10);
        Assert.That(rates.PerSecond(), Is.EqualTo((0.0, 0.0)));
    }

    private void Note(long accepted, long applied, double seconds)
    {
        time.Advance(TimeSpan.FromSeconds(seconds));
        rates.Note(new Dictionary<string, long> { ["buffered"] = accepted, ["committed"] = applied });
    }
}
