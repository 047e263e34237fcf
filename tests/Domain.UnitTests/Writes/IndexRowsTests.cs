using CcatOps.Domain.Writes;

namespace CcatOps.Domain.UnitTests.Writes;

public sealed class IndexRowsTests
{
    [TestCase(0, 2_692)]
    [TestCase(16, 2_676)]
    public void A_text_fills_what_the_header_and_the_other_columns_leave(int others, int bytes) =>
        Assert.That(IndexRows.LargestText(others), Is.EqualTo(bytes));
}
