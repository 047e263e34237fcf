using CcatOps.Domain.Writes;
using CsCheck;

namespace CcatOps.Domain.UnitTests.Writes;

public sealed class RetryScheduleTests
{
    private static readonly Gen<int> AnyCount = Gen.OneOf(Gen.Int[1, 50], Gen.Int[1, int.MaxValue - 1]);
    private static readonly Gen<TimeSpan> AnyDelay = Gen.Double[0, 1_000_000].Select(TimeSpan.FromSeconds);

    [TestCase(1, 100)]
    [TestCase(2, 200)]
    [TestCase(3, 250)]
    [TestCase(4, 250)]
    [TestCase(int.MaxValue, 250)]
    public void The_wait_for_the_link_doubles_up_to_a_quarter_of_a_second(int failures, double milliseconds) =>
        Assert.That(RetrySchedule.LinkDelay(failures), Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));

    [TestCase(1, 0.5)]
    [TestCase(2, 1)]
    [TestCase(4, 4)]
    [TestCase(5, 5)]
    [TestCase(int.MaxValue, 5)]
    public void The_wait_for_mains_state_doubles_up_to_five_seconds(int failures, double seconds) =>
        Assert.That(RetrySchedule.ServerDelay(failures), Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [TestCase(FailureClass.Contention, 1, 0, 0.25)]
    [TestCase(FailureClass.Contention, 100, 0, 2)]
    [TestCase(FailureClass.ServerState, 1, 0, 10)]
    [TestCase(FailureClass.ServerState, 100, 0, 60)]
    [TestCase(FailureClass.Link, 1, 0, 2)]
    [TestCase(FailureClass.Link, 1, 30, 120)]
    public void What_is_set_aside_waits_by_its_reason(FailureClass reason, int times, double took, double seconds) =>
        Assert.That(RetrySchedule.SetAsideDelay(reason, times, TimeSpan.FromSeconds(took)), Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [TestCase(1, 5)]
    [TestCase(2, 10)]
    [TestCase(3, 20)]
    [TestCase(6, 160)]
    [TestCase(7, 300)]
    [TestCase(100, 300)]
    public void The_wait_after_an_attempt_doubles_up_to_five_minutes(int attempt, double seconds) =>
        Assert.That(RetrySchedule.AttemptDelay(attempt, TimeSpan.FromSeconds(5)), Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [TestCase(1)]
    [TestCase(5)]
    public void A_configured_delay_beyond_the_cap_is_kept(int attempt) =>
        Assert.That(RetrySchedule.AttemptDelay(attempt, TimeSpan.FromHours(1)), Is.EqualTo(TimeSpan.FromHours(1)));

    [Test]
    public void No_delay_stays_none() => Assert.That(RetrySchedule.AttemptDelay(40, TimeSpan.Zero), Is.EqualTo(TimeSpan.Zero));

    [TestCase(0)]
    [TestCase(-1)]
    public void Counting_begins_at_one(int count)
    {
        Assert.That(() => RetrySchedule.LinkDelay(count), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => RetrySchedule.AttemptDelay(count, TimeSpan.Zero), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [TestCase(2, 3, 600, false)]
    [TestCase(3, 3, 15, false)]
    [TestCase(3, 3, 599, false)]
    [TestCase(3, 3, 600, true)]
    [TestCase(4, 3, 600, true)]
    [TestCase(1, 0, 600, true)]
    public void A_transaction_fails_with_its_last_attempt_and_not_within_ten_minutes(
        int attempts, int retryAttempts, double seconds, bool exhausted) =>
        Assert.That(RetrySchedule.IsExhausted(attempts, retryAttempts, TimeSpan.FromSeconds(seconds)), Is.EqualTo(exhausted));

    [Test]
    public void The_wait_for_the_link_never_decreases() =>
        AnyCount.Sample(count => RetrySchedule.LinkDelay(count) <= RetrySchedule.LinkDelay(count + 1));

    [Test]
    public void The_wait_after_an_attempt_never_decreases_and_is_never_less_than_configured() =>
        Gen.Select(AnyCount, AnyDelay).Sample((attempt, delay) =>
            RetrySchedule.AttemptDelay(attempt, delay) <= RetrySchedule.AttemptDelay(attempt + 1, delay)
            && RetrySchedule.AttemptDelay(attempt, delay) >= delay);
}
