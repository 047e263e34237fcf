using System.Text.Json.Nodes;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Schema;

namespace CcatOps.Application.UnitTests.Transactions;

public sealed class EditedTransactionTests
{
    [TestCase("checksum", """
        "MD5:::D41D8CD98F00B204E9800998ECF8427E"
        """, """
        "md5:d41d8cd98f00b204e9800998ecf8427e"
        """)]
    [TestCase("size_bytes", "5.0", "5")]
    [TestCase("size_bytes", "1e3", "1000")]
    [TestCase("name", "null", "null")]
    public void A_new_value_is_kept_in_the_form_of_a_new_record(string column, string value, string kept) =>
        Assert.That(
            EditedTransaction.Canonical(Tables.RawDataFile, column, JsonNode.Parse(value))?.ToJsonString() ?? "null", Is.EqualTo(kept.Trim()));

    [Test]
    public void Digits_beyond_the_microsecond_are_cut_off() =>
        Assert.That(
            EditedTransaction.Canonical(Tables.ExecutedObsUnit, "start_time", JsonValue.Create("2023-03-28T11:59:59.999999999Z"))!.ToString(),
            Is.EqualTo("2023-03-28T11:59:59.999999Z"));
}
