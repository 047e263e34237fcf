using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Reads;

public sealed class OverlayTransactionTests
{
    private static readonly Transaction Start = Transaction(1, Insert(Execution(7, obsUnitId: 3)), Delete(Id(8))) with
    {
        Claims = ["key:\"night\" 1", "id:7"],
        Warnings = ["a text"],
    };

    [Test]
    public void Gives_the_transaction_back_as_it_was() =>
        Assert.That(JsonOf(Read(JsonOf(Start)).ToTransaction()), Is.EqualTo(JsonOf(Start)));

    [Test]
    public void Tells_of_what_it_is()
    {
        var read = Read(JsonOf(Start));
        Assert.That(
            (read.Id, read.Sequence, read.State, read.ReadOperation(), read.ReadAcceptedAt()),
            Is.EqualTo((Id(1), 4L, TransactionState.Buffered, Start.Operation, Start.AcceptedAt)));
        Assert.That(read.ReadEntities(), Is.EqualTo(Start.Entities));
        Assert.That(read.Changes.Select(change => (change.Kind, change.Table, change.Key)), Is.EqualTo(new[]
        {
            (ChangeKind.Insert, Tables.ExecutedObsUnit, $"{Id(7)}"), (ChangeKind.Delete, Tables.ExecutedObsUnit, $"{Id(8)}"),
        }));
    }

    [TestCase("key:\"night\" 1", ExpectedResult = true)]
    [TestCase("id:7", ExpectedResult = true)]
    [TestCase("executed_obs_unit:00000008-0000-0000-0000-000000000000", ExpectedResult = true)]
    [TestCase("a text", ExpectedResult = false)]
    [TestCase("id", ExpectedResult = false)]
    public bool Is_known_by_its_entities_and_its_claims(string name) => Read(JsonOf(Start)).HasAnyOf(["another", name]);

    [Test]
    public void One_without_claims_is_known_by_its_entities() =>
        Assert.That(Read(Changed(body => body.Remove("claims"))).HasAnyOf([Start.Entities[0]]), Is.True);

    [Test]
    public void Passes_over_what_it_does_not_know()
    {
        var body = Changed(members =>
        {
            members.Insert(0, "later", new JsonObject { ["id"] = "another", ["changes"] = new JsonArray(1, 2) });
            members["changes"]![0]!.AsObject().Insert(0, "later", new JsonArray(new JsonObject { ["key"] = "another" }));
        });
        var read = Read(body);
        Assert.That((read.Id, read.Changes[0].Key), Is.EqualTo((Id(1), $"{Id(7)}")));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{")]
    [TestCase("""{"id":"00000001-0000-0000-0000-000000000000"}""")]
    public void What_is_no_transaction_is_a_fault(string body) => Assert.That(() => Read(body), Throws.InstanceOf<JsonException>());

    [TestCase("id", "\"no id\"")]
    [TestCase("id", "7")]
    [TestCase("id", "null")]
    [TestCase("entities", "null")]
    [TestCase("operation", "{}")]
    [TestCase("accepted_at", "7")]
    [TestCase("changes", "null")]
    [TestCase("changes", "{}")]
    [TestCase("changes", "[7]")]
    [TestCase("changes", """[{"kind":"insert","table":"executed_obs_unit","key":"7"}]""")]
    [TestCase("changes", """[{"kind":"insert","table":"executed_obs_unit","values":{}}]""")]
    [TestCase("changes", """[{"kind":"upsert","table":"executed_obs_unit","key":"7","values":{}}]""")]
    [TestCase("changes", """[{"kind":"insert","table":"executed_obs_unit","key":"7","values":[]}]""")]
    public void A_transaction_with_a_member_that_cannot_be_read_is_a_fault(string member, string value) =>
        Assert.That(() => Read(Changed(body => body[member] = JsonNode.Parse(value))), Throws.InstanceOf<JsonException>());

    [TestCase("id")]
    [TestCase("operation")]
    [TestCase("entities")]
    [TestCase("changes")]
    [TestCase("accepted_at")]
    public void A_transaction_that_lacks_a_member_is_a_fault(string member) =>
        Assert.That(() => Read(Changed(body => body.Remove(member))), Throws.InstanceOf<JsonException>());

    [Test]
    public void What_follows_the_transaction_is_a_fault() =>
        Assert.That(() => Read(JsonOf(Start) + "{}"), Throws.InstanceOf<JsonException>());

    [Test]
    public void A_change_of_an_unknown_table_is_a_fault() => Assert.That(
        () => Read(Changed(body => body["changes"]![0]!["table"] = "pg_class")),
        Throws.ArgumentException.With.Message.Contains("'pg_class' is not a known table."));

    [Test]
    public void A_column_is_found_among_others_that_hold_its_name()
    {
        var values = Encoding.UTF8.GetBytes(""" { "details" : {"reason":"inner"}, "list":["reason"], "rea\u0073on" : "outer" } """);
        var change = new OverlayChange(ChangeKind.Insert, Tables.AuditEvent, "7", values);
        Assert.That(Encoding.UTF8.GetString(change.Find("reason")), Is.EqualTo("\"outer\""));
        Assert.That(change.Find("at").IsEmpty, Is.True);
    }

    private static OverlayTransaction Read(string body) =>
        OverlayTransaction.Read(Encoding.UTF8.GetBytes(body), 4, TransactionState.Buffered, null);

    private static string JsonOf(Transaction transaction) => JsonSerializer.Serialize(transaction, WireJson.Options);

    private static string Changed(Action<JsonObject> change)
    {
        var body = JsonNode.Parse(JsonOf(Start))!.AsObject();
        change(body);
        return body.ToJsonString();
    }
}
