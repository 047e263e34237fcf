using CcatOps.Domain.Buffering;
using CcatOps.Domain.Journal;

namespace CcatOps.Domain.UnitTests.Journal;

internal sealed class JournalRulesTests
{
    private const string Ours = "a1";
    private const long Gap = SequenceRules.LostBufferGap;

    [TestCase(Ours, 10L, 10L, true)]
    [TestCase(Ours, 11L, 10L, true, Description = "accepted, and on its way to the journal")]
    [TestCase(Ours, 9L, 10L, false, Description = "set back")]
    [TestCase(Ours, null, 10L, false, Description = "the counter is lost")]
    [TestCase(Ours, null, 0L, true)]
    [TestCase(null, 10L, 10L, false, Description = "emptied, and seeded from the markers")]
    [TestCase("", 10L, 10L, false)]
    [TestCase("b2", 10L, 10L, false, Description = "another journal's")]
    public void A_buffer_is_complete_when_it_says_so_and_counts_no_less(string? canary, long? counter, long greatest, bool complete) =>
        Assert.That(JournalRules.IsComplete(canary, counter, Ours, greatest), Is.EqualTo(complete));

    [TestCase(Ours, 10L, 11L, true)]
    [TestCase(Ours, 10L, 5L, true)]
    [TestCase(Ours, 9L, 11L, false)]
    [TestCase(null, 10L, 11L, false)]
    [TestCase(null, null, 0L, false)]
    public void Old_claims_are_known_unless_the_buffer_is_older(string? canary, long? counter, long settledBelow, bool known) =>
        Assert.That(JournalRules.KnowsOldClaims(canary, counter, Ours, settledBelow), Is.EqualTo(known));

    [TestCase(null, 0L, 0L)]
    [TestCase(null, 10L, 10L + Gap)]
    [TestCase(3L, 10L, 10L)]
    [TestCase(12L, 10L, 12L)]
    public void The_counter_of_a_rebuilt_buffer_is_above_all_that_was_given_out(long? counter, long greatest, long floor) =>
        Assert.That(JournalRules.Floor(counter, greatest), Is.EqualTo(floor));

    [TestCase(0L)]
    [TestCase(4_711L)]
    public void Alone_begins_above_all_that_the_buffer_may_have_given_out(long greatest) =>
        Assert.That(JournalRules.FirstAlone(greatest), Is.GreaterThan(JournalRules.Floor(null, greatest) + Gap));
}
