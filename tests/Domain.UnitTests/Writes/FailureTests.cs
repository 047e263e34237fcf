using CcatOps.Domain.Writes;

namespace CcatOps.Domain.UnitTests.Writes;

internal sealed class FailureTests
{
    [TestCase("23503")]
    [TestCase("23514")]
    [TestCase("23000")]
    [TestCase("22007")]
    public void What_is_wrong_with_a_value_or_a_reference_shows_only_where_the_marker_was_new(string sqlState) =>
        Assert.That(new Failure(sqlState, "").MayBeRepetition(), Is.False);

    [TestCase("55P03")]
    [TestCase("42501")]
    [TestCase(null)]
    public void What_says_nothing_of_the_transaction_is_no_repetition(string? sqlState) =>
        Assert.That(new Failure(sqlState, "").MayBeRepetition(), Is.False);

    [TestCase("23505")]
    [TestCase("P0001")]
    public void Any_other_refusal_may_be_that_of_a_repetition(string sqlState) =>
        Assert.That(new Failure(sqlState, "").MayBeRepetition(), Is.True);
}
