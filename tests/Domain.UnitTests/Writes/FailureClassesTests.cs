using CcatOps.Domain.Writes;

namespace CcatOps.Domain.UnitTests.Writes;

public sealed class FailureClassesTests
{
    [TestCase(null)]
    [TestCase("08000")]
    [TestCase("08006")]
    [TestCase("08P01")]
    [TestCase("53000")]
    [TestCase("53100")]
    [TestCase("53300")]
    [TestCase("57014")]
    [TestCase("57P01")]
    [TestCase("57P03")]
    [TestCase("40001")]
    [TestCase("40P01")]
    [TestCase("25006")]
    [TestCase("26000")]
    [TestCase("55P03")]
    [TestCase("3D000")]
    [TestCase("28P01")]
    [TestCase("28000")]
    [TestCase("58030")]
    public void Trouble_with_the_link_or_the_server_is_no_fault_of_the_transaction(string? sqlState) =>
        Assert.That(FailureClasses.Of(sqlState), Is.EqualTo(FailureClass.Link));

    [TestCase("22001")]
    [TestCase("22P02")]
    [TestCase("23503")]
    [TestCase("23505")]
    [TestCase("23514")]
    [TestCase("42501")]
    [TestCase("42703")]
    [TestCase("42P01")]
    public void Bad_data_and_broken_constraints_are_permanent(string sqlState) =>
        Assert.That(FailureClasses.Of(sqlState), Is.EqualTo(FailureClass.Permanent));

    [TestCase("XX000")]
    [TestCase("P0001")]
    [TestCase("54000")]
    [TestCase("0A000")]
    [TestCase("25P02")]
    [TestCase("55000")]
    [TestCase("")]
    public void What_is_neither_is_governed_by_the_attempts(string sqlState) =>
        Assert.That(FailureClasses.Of(sqlState), Is.EqualTo(FailureClass.Other));

    [TestCase("23503", "no such unit", "23503: no such unit")]
    [TestCase(null, "connection reset", "connection reset")]
    public void A_failure_prints_its_code_where_it_has_one(string? sqlState, string message, string text) =>
        Assert.That(new Failure(sqlState, message).ToString(), Is.EqualTo(text));

    [Test]
    public void A_failure_knows_its_class() =>
        Assert.That(new Failure("23503", "no such unit").Class, Is.EqualTo(FailureClass.Permanent));
}
