using CcatOps.Domain.Writes;

namespace CcatOps.Domain.UnitTests.Writes;

public sealed class TransactionStatesTests
{
    [TestCase(TransactionState.Buffered, false, false)]
    [TestCase(TransactionState.Applying, false, false)]
    [TestCase(TransactionState.Committed, true, false)]
    [TestCase(TransactionState.Replicated, true, true)]
    [TestCase(TransactionState.Failed, true, true)]
    [TestCase(TransactionState.Parked, true, true)]
    [TestCase(TransactionState.Discarded, true, true)]
    public void A_wait_ends_when_the_goal_is_reached_or_cannot_be(TransactionState state, bool forCommitted, bool forReplicated)
    {
        Assert.That(state.Settles(TransactionState.Committed), Is.EqualTo(forCommitted));
        Assert.That(state.Settles(TransactionState.Replicated), Is.EqualTo(forReplicated));
    }

    [TestCase(TransactionState.Buffered, false)]
    [TestCase(TransactionState.Applying, false)]
    [TestCase(TransactionState.Committed, false)]
    [TestCase(TransactionState.Replicated, true)]
    [TestCase(TransactionState.Failed, false)]
    [TestCase(TransactionState.Parked, false)]
    [TestCase(TransactionState.Discarded, true)]
    public void Only_what_is_replicated_or_discarded_may_expire(TransactionState state, bool final) =>
        Assert.That(state.IsFinal(), Is.EqualTo(final));
}
