using CcatOps.Domain.Schema;

namespace CcatOps.Domain.UnitTests.Writes;

public sealed class TablesTests
{
    [TestCase("users")]
    [TestCase("executed_obs_unit; drop table obs_unit")]
    [TestCase("EXECUTED_OBS_UNIT")]
    [TestCase("")]
    public void A_name_that_is_not_known_is_refused(string name) =>
        Assert.That(() => Tables.Named(name), Throws.ArgumentException);

    [Test]
    public void A_known_name_gives_its_table() => Assert.That(Tables.Named("raw_data_file"), Is.SameAs(Tables.RawDataFile));

    [Test]
    public void Parents_stand_before_their_children()
    {
        var order = Tables.All.Select(table => table.Name).ToList();
        foreach (var table in Tables.All.Where(table => table.Reference is not null))
        {
            var reference = table.Reference!;
            Assert.That(order.IndexOf(reference.Table), Is.InRange(0, order.IndexOf(table.Name) - 1));
            Assert.That(table.Columns, Does.Contain(reference.Column));
        }
    }

    [Test]
    public void The_key_is_the_first_column() => Assert.That(Tables.All.Select(table => table.Key), Is.All.EqualTo("id"));
}
