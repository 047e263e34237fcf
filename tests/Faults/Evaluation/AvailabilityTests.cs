using System.Diagnostics;

namespace CcatOps.Faults.Evaluation;

internal sealed class AvailabilityTests
{
    private static readonly long start = 1_000 * Stopwatch.Frequency;

    [Test]
    public void Site_that_answers_is_available() => Assert.That(Find(new() { Faults = [], Processes = 1, AcceptedAt = [At(0), At(1)] }), Is.Empty);

    [TestCase(FaultKind.RedisKilled, "buffer-unavailable", true, 0, ExpectedResult = 0, TestName = "Refusal_under_its_fault_is_justified")]
    [TestCase(FaultKind.RedisKilled, "buffer-unavailable", true, 4, ExpectedResult = 0, TestName = "Refusal_soon_after_its_fault_is_justified")]
    [TestCase(FaultKind.RedisKilled, "buffer-unavailable", true, 6, ExpectedResult = 1, TestName = "Refusal_long_after_its_fault_is_found")]
    [TestCase(FaultKind.RedisKilled, "buffer-full", true, 0, ExpectedResult = 1, TestName = "Refusal_for_another_reason_is_found")]
    [TestCase(FaultKind.RedisKilled, "internal", true, 0, ExpectedResult = 1, TestName = "Internal_error_is_never_justified")]
    [TestCase(FaultKind.RedisKilled, Refusal.NoAnswer, true, 0, ExpectedResult = 1, TestName = "Missing_answer_of_a_running_process_is_found")]
    [TestCase(FaultKind.ServiceFrozen, Refusal.NoAnswer, true, 0, ExpectedResult = 0, TestName = "Missing_answer_of_a_frozen_process_is_justified")]
    [TestCase(FaultKind.RedisMemoryFull, "buffer-unavailable", false, 0, ExpectedResult = 1, TestName = "Refused_read_under_a_full_Redis_is_found")]
    [TestCase(FaultKind.LinkCut, "main-database-unavailable", true, 0, ExpectedResult = 1, TestName = "Cut_link_justifies_no_refusal")]
    [TestCase(FaultKind.JournalHanging, "buffer-unavailable", true, 0, ExpectedResult = 1, TestName = "Hanging_journal_justifies_no_refusal")]
    public int Refusals_are_compared_with_the_table(FaultKind fault, string problem, bool isWrite, double secondsAfter) => Find(new()
    {
        Faults = [Period(fault, 1, 2)],
        Processes = 2,
        Refusals = [new(At(2 + secondsAfter) - (secondsAfter > 0 ? 0 : Stopwatch.Frequency / 2), At(2.1 + secondsAfter), isWrite, problem, "POST /")],
    }).Count();

    [Test]
    public void Pause_of_the_whole_site_is_found() =>
        Assert.That(Find(new() { Faults = [Period(FaultKind.RedisKilled, 1, 9)], Processes = 2, HasJournal = true, AcceptedAt = [At(0), At(8)] }),
            Is.EqualTo([ViolationKind.Refused]));

    [Test]
    public void Pause_until_the_load_was_stopped_is_found() =>
        Assert.That(Find(new() { Faults = [], Processes = 2, AcceptedAt = [At(0)], StoppedAt = At(8) }), Is.EqualTo([ViolationKind.Refused]));

    [TestCase(false, FaultKind.RedisKilled, TestName = "Pause_without_Redis_and_without_a_journal_is_justified")]
    [TestCase(true, FaultKind.RedisKilled, FaultKind.JournalFull, TestName = "Pause_without_Redis_and_with_a_full_journal_is_justified")]
    [TestCase(true, FaultKind.ServiceKilled, FaultKind.ServiceFrozen, TestName = "Pause_while_no_process_runs_is_justified")]
    [TestCase(true, FaultKind.RedisMemoryFull, TestName = "Pause_while_Redis_is_full_is_justified")]
    public void Pause_without_any_place_for_a_write_is_justified(bool hasJournal, params FaultKind[] faults) => Assert.That(
        Find(new() { Faults = [.. faults.Select(fault => Period(fault, 1, 60))], Processes = 2, HasJournal = hasJournal, AcceptedAt = [At(0), At(60)] }),
        Is.Empty);

    [Test]
    public void Write_that_was_never_answered_is_found() =>
        Assert.That(Find(new() { Faults = [], Processes = 1, OpenKeys = ["a-1"] }), Is.EqualTo([ViolationKind.Open]));

    [Test]
    public void Write_without_an_answer_is_accepted_with_a_named_cause() =>
        Assert.That(Find(new() { Faults = [], Processes = 1, OpenKeys = ["a-1"], OpenBecause = "the test killed the site" }), Is.Empty);

    [Test]
    public void Phase_without_a_write_is_found() =>
        Assert.That(Find(new() { Faults = [], Processes = 1, IdlePhases = ["under LinkCut"] }), Is.EqualTo([ViolationKind.NothingWritten]));

    private static IEnumerable<ViolationKind> Find(AvailabilityFacts facts) => Availability.Find(facts).Select(violation => violation.Kind);

    private static long At(double seconds) => start + (long)(seconds * Stopwatch.Frequency);

    private static FaultPeriod Period(FaultKind kind, double from, double to) => new(kind, At(from), At(to));
}
