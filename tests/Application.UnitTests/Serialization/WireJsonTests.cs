using System.Text.Json;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Resources;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Serialization;

public sealed class WireJsonTests
{
    [Test]
    public void Names_are_snake_case_and_the_row_s_own_transaction_is_not_shown()
    {
        var json = JsonSerializer.SerializeToNode(Execution(7) with { TransactionId = Id(1) }, WireJson.Options)!.AsObject();
        Assert.That(json.Select(member => member.Key), Is.EqualTo(new[]
        {
            "id", "obs_unit_id", "status", "start_time", "end_time", "instrument_module", "conditions", "comment", "quality", "raw_data_file_count", "raw_data_files", "sync",
        }));
    }

    [Test]
    public void The_way_of_a_record_is_told_with_state_transaction_and_position() =>
        Assert.That(
            JsonSerializer.Serialize(new Sync(TransactionState.Committed, Id(1), new Lsn(0x16B3748)), WireJson.Options),
            Is.EqualTo("""{"state":"committed","transaction_id":"00000001-0000-0000-0000-000000000000","lsn":"0/16B3748"}"""));

    [TestCase("""{"obs_unit_id":1,"observer":"me"}""", "observer")]
    [TestCase("""{"obs_unit_id":1,"Comment":"x"}""", "Comment")]
    [TestCase("""{"obs_unit_id":"1"}""", "obs_unit_id")]
    [TestCase("""{"obs_unit_id":1.5}""", "obs_unit_id")]
    [TestCase("""{"obs_unit_id":99999999999}""", "obs_unit_id")]
    [TestCase("""{"obs_unit_id":1,"obs_unit_id":2}""", "obs_unit_id")]
    [TestCase("""{"obs_unit_id":1,"start_time":"2023-03-28T02:38:42"}""", "start_time")]
    public void What_does_not_fit_is_refused_with_its_name(string json, string field) =>
        Assert.That(
            () => JsonSerializer.Deserialize<StartObservation>(json, WireJson.Options),
            Throws.TypeOf<JsonException>().With.Matches((JsonException? fault) => $"{fault!.Path} {fault.Message}".Contains(field)));

    [TestCase("83.82", 83.82)]
    [TestCase("\"05:40:59\"", 85.245833333)]
    public void A_right_ascension_is_in_degrees_or_in_hours_as_text(string ra, double degrees) =>
        Assert.That(Read($$"""{"ra":{{ra}}}""").Ra, Is.EqualTo(degrees).Within(1e-6));

    [TestCase("-2.5", -2.5)]
    [TestCase("\"-02:27:30\"", -2.458333333)]
    public void A_declination_is_in_degrees_as_number_or_text(string dec, double degrees) =>
        Assert.That(Read($$"""{"dec":{{dec}}}""").Dec, Is.EqualTo(degrees).Within(1e-6));

    [TestCase("""{"ra":"5h40m"}""")]
    [TestCase("""{"dec":"NaN"}""")]
    [TestCase("""{"dec":true}""")]
    public void Another_angle_is_refused(string json) => Assert.That(() => Read(json), Throws.TypeOf<JsonException>());

    [Test]
    public void Enumerations_have_one_name_each()
    {
        Assert.That(WireNames.Of(DrainState.WaitingForMain), Is.EqualTo("waiting_for_main"));
        Assert.That(WireNames.TryParse<ExecutionStatus>("Running", out _), Is.False);
        Assert.That(WireNames.All<ExecutionStatus>(), Is.EqualTo(new[] { "running", "completed", "failed", "aborted" }));
    }

    private static CreateObsUnit Read(string json) => JsonSerializer.Deserialize<CreateObsUnit>(json, WireJson.Options)!;
}
