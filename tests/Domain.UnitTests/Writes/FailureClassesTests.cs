using CcatOps.Domain.Writes;

namespace CcatOps.Domain.UnitTests.Writes;

public sealed class FailureClassesTests
{
    [TestCase(null)]
    [TestCase("08000")]
    [TestCase("08006")]
    [TestCase("08P01")]
    [TestCase("53300")]
    [TestCase("57014")]
    [TestCase("57P01")]
    [TestCase("57P03")]
    [TestCase("40003")]
    [TestCase("25006")]
    [TestCase("26000")]
    [TestCase("3D000")]
    [TestCase("28P01")]
    [TestCase("28000")]
    public void A_broken_link_or_an_unavailable_server_is_retried_at_short_intervals(string? sqlState) =>
        Assert.That(FailureClasses.Of(sqlState), Is.EqualTo(FailureClass.Link));

    [TestCase("55P03")]
    [TestCase("40P01")]
    [TestCase("40001")]
    public void A_lock_or_a_conflict_with_another_session_is_contention(string sqlState) =>
        Assert.That(FailureClasses.Of(sqlState), Is.EqualTo(FailureClass.Contention));

    [TestCase("42501")]
    [TestCase("42P01")]
    [TestCase("42703")]
    [TestCase("42883")]
    [TestCase("42804")]
    [TestCase("42P10")]
    [TestCase("42704")]
    [TestCase("3F000")]
    [TestCase("0A000")]
    [TestCase("F0000")]
    [TestCase("XX000")]
    [TestCase("XX001")]
    [TestCase("55000")]
    [TestCase("55006")]
    [TestCase("53000")]
    [TestCase("53100")]
    [TestCase("53200")]
    [TestCase("58030")]
    [TestCase("25P02")]
    [TestCase("HV000")]
    [TestCase("72000")]
    public void The_schema_the_privileges_and_the_disk_of_main_are_its_own_state(string sqlState) =>
        Assert.That(FailureClasses.Of(sqlState), Is.EqualTo(FailureClass.ServerState));

    [TestCase("22001")]
    [TestCase("22P02")]
    [TestCase("23503")]
    [TestCase("23505")]
    [TestCase("23514")]
    public void Bad_data_and_broken_constraints_are_permanent(string sqlState) =>
        Assert.That(FailureClasses.Of(sqlState), Is.EqualTo(FailureClass.Permanent));

    [TestCase("P0001")]
    [TestCase("54000")]
    [TestCase("44000")]
    [TestCase("21000")]
    [TestCase("")]
    public void What_is_none_of_these_is_governed_by_the_attempts(string sqlState) =>
        Assert.That(FailureClasses.Of(sqlState), Is.EqualTo(FailureClass.Other));

    [TestCase("23503", true)]
    [TestCase("P0001", true)]
    [TestCase("42P01", false)]
    [TestCase("55P03", false)]
    [TestCase(null, false)]
    public void Only_a_refusal_of_its_values_or_an_unknown_one_concerns_the_transaction(string? sqlState, bool concerns) =>
        Assert.That(new Failure(sqlState, "").ConcernsTransaction(), Is.EqualTo(concerns));

    [TestCase("23503", "no such unit", "23503: no such unit")]
    [TestCase(null, "connection reset", "connection reset")]
    public void A_failure_prints_its_code_where_it_has_one(string? sqlState, string message, string text) =>
        Assert.That(new Failure(sqlState, message).ToString(), Is.EqualTo(text));

    [Test]
    public void A_failure_knows_its_class() =>
        Assert.That(new Failure("23503", "no such unit").Class, Is.EqualTo(FailureClass.Permanent));
}
