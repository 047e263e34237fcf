using System.Text.Json.Nodes;
using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Reads;

public sealed class RecordTagTests
{
    private static readonly ExecutedObsUnit Record = Execution(7) with { Sync = new Sync(TransactionState.Buffered, Id(1)) };

    [Test]
    public void The_same_record_has_the_same_tag() => Assert.That(RecordTag.Of(Record with { }), Is.EqualTo(RecordTag.Of(Record)));

    [Test]
    public void On_its_way_to_main_a_record_keeps_its_values_but_not_its_tag() =>
        AssertSameValues(Record with { Sync = new Sync(TransactionState.Committed, Id(1)) });

    [Test]
    public void A_new_file_changes_the_tag_but_not_the_values() => AssertSameValues(Record with { RawDataFiles = [File(9, 7)] });

    [Test]
    public void Other_values_are_another_version()
    {
        var other = RecordTag.Of(Record with { Comment = "cloudy" });
        Assert.That(RecordTag.NamesSameValues(other, RecordTag.Of(Record)), Is.False);
    }

    [TestCase("""{"b":1,"a":{"y":1,"x":[{"d":1,"c":2}]}}""", """{"a":{"x":[{"c":2,"d":1}],"y":1},"b":1}""")]
    [TestCase("""{"pwv":1e3}""", """{"pwv":1000}""")]
    [TestCase("""{"pwv":0.40}""", """{"pwv":0.4}""")]
    public void What_PostgreSQL_makes_of_a_JSON_object_is_the_same_value(string sent, string stored)
    {
        var before = RecordTag.Of(Record with { Conditions = JsonNode.Parse(sent)!.AsObject() });
        var after = RecordTag.Of(Record with { Conditions = JsonNode.Parse(stored)!.AsObject() });
        Assert.That(RecordTag.NamesSameValues(before, after), Is.True);
    }

    [TestCase("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [TestCase("""{"a":1}""", """{"a":"1"}""")]
    [TestCase("""{"a":null}""", "{}")]
    [TestCase("""{"a":9007199254740993}""", """{"a":9007199254740992}""")]
    public void Another_JSON_object_is_another_value(string left, string right)
    {
        var before = RecordTag.Of(Record with { Conditions = JsonNode.Parse(left)!.AsObject() });
        var after = RecordTag.Of(Record with { Conditions = JsonNode.Parse(right)!.AsObject() });
        Assert.That(RecordTag.NamesSameValues(before, after), Is.False);
    }

    private static void AssertSameValues(ExecutedObsUnit other)
    {
        Assert.That(RecordTag.Of(other), Is.Not.EqualTo(RecordTag.Of(Record)));
        Assert.That(RecordTag.NamesSameValues(RecordTag.Of(other), RecordTag.Of(Record)), Is.True);
    }
}
