using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CcatOps.Application.Errors;
using CcatOps.Application.Features.Observations;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Features.Observations;

public sealed class StartObservationTests
{
    private UseCases useCases = null!;

    [SetUp]
    public void Compose() => useCases = new UseCases(Secondary);

    [TearDown]
    public ValueTask Dispose_of_them() => useCases.DisposeAsync();

    [Test]
    public async Task A_started_execution_runs_from_now()
    {
        var (record, _) = await useCases.SendAsync(new StartObservation { ObsUnitId = 1 });
        Assert.That((record.ObsUnitId, record.Status, record.StartTime), Is.EqualTo((1, ExecutionStatus.Running, Now)));
        Assert.That(record.Id.Version, Is.EqualTo(7));
        Assert.That(record.Sync!.State, Is.EqualTo(TransactionState.Buffered));
    }

    [Test]
    public async Task What_the_client_sends_is_kept()
    {
        var (record, _) = await useCases.SendAsync(new StartObservation
        {
            ObsUnitId = 1,
            Id = Id(7),
            StartTime = Now.AddHours(-1),
            InstrumentModule = "prime_cam",
            Comment = "clear sky",
            Conditions = new JsonObject { ["pwv"] = 0.4 },
        });
        Assert.That(
            (record.Id, record.StartTime, record.InstrumentModule, record.Comment),
            Is.EqualTo((Id(7), Now.AddHours(-1), "prime_cam", "clear sky")));
        Assert.That(record.Conditions!.ToJsonString(), Is.EqualTo("""{"pwv":0.4}"""));
    }

    [Test]
    public async Task A_client_reads_its_own_write()
    {
        var (record, _) = await useCases.SendAsync(new StartObservation { ObsUnitId = 1 });
        var read = await useCases.SendAsync(new GetObservation(record.Id, default));
        Assert.That((read.Id, read.Sync), Is.EqualTo((record.Id, record.Sync)));
    }

    [Test]
    public async Task Sent_again_with_its_id_it_names_the_same_execution()
    {
        var request = new StartObservation { ObsUnitId = 1, Id = Id(7) };
        var (first, _) = await useCases.SendAsync(request);
        useCases.Time.Advance(TimeSpan.FromMinutes(1));
        var (second, _) = await useCases.SendAsync(request);
        Assert.That((second.StartTime, second.Sync), Is.EqualTo((first.StartTime, first.Sync)));
        Assert.That(useCases.Accepted, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_repetition_may_spell_its_conditions_otherwise()
    {
        var (first, _) = await useCases.SendAsync(Spelled("""{"pwv":1,"wind":{"speed":100,"gusts":true}}"""));
        var (second, _) = await useCases.SendAsync(Spelled("""{"wind":{"gusts":true,"speed":1e2},"pwv":1.0}"""));
        Assert.That(second.Sync, Is.EqualTo(first.Sync));
        await Assert.ThatAsync(() => useCases.SendAsync(Spelled("""{"pwv":2}""")), Throws.TypeOf<ConflictException>());
    }

    /// <summary>A transaction of an earlier version may be in the buffer, the journal or a marker when this version starts.</summary>
    [Test]
    public async Task A_repetition_of_what_an_earlier_version_accepted_is_recognised()
    {
        const string conditions = """{"wind":1.0,"pwv":1}""";
        var (first, _) = await useCases.SendAsync(Spelled(conditions));
        var written = $$"""{"obs_unit_id":1,"start_time":null,"instrument_module":null,"id":"{{Id(7)}}","conditions":{{conditions}},"comment":null}""";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"start_observation{written}"));
        useCases.Accepted[0] = useCases.Accepted[0] with { RequestHash = Convert.ToHexStringLower(hash) };
        var (second, _) = await useCases.SendAsync(Spelled(conditions));
        Assert.That(second.Sync, Is.EqualTo(first.Sync));
    }

    [Test]
    public async Task A_planned_unit_that_this_site_does_not_know_is_a_warning_not_a_refusal()
    {
        var (_, warnings) = await useCases.SendAsync(new StartObservation { ObsUnitId = 1 });
        Assert.That(warnings, Has.Exactly(1).Contains("obs_unit_id 1 is not known at this site"));
    }

    [Test]
    public async Task A_planned_unit_that_cannot_be_looked_up_is_a_warning_too()
    {
        useCases.ObsUnits.IsAway = true;
        var (_, warnings) = await useCases.SendAsync(new StartObservation { ObsUnitId = 1 });
        Assert.That(warnings, Has.Exactly(1).Contains("could not be checked"));
    }

    [Test]
    public async Task A_planned_unit_once_seen_is_not_looked_up_again()
    {
        useCases.ObsUnits.Rows.Add(new ObsUnit { Id = 1, Name = "Orion" });
        await useCases.SendAsync(new StartObservation { ObsUnitId = 1 });
        var (_, warnings) = await useCases.SendAsync(new StartObservation { ObsUnitId = 1 });
        Assert.That(warnings, Is.Empty);
        Assert.That(useCases.ObsUnits.Queries, Is.EqualTo(1));
    }

    [Test]
    public async Task All_faults_are_told_together_under_the_names_the_client_knows()
    {
        var request = new StartObservation { Id = Guid.Empty, InstrumentModule = new string('x', 201), Comment = "a\0b" };
        Assert.That(await useCases.FaultyFieldsAsync(request), Is.EqualTo(new[] { "obs_unit_id", "id", "instrument_module", "comment" }));
        Assert.That(useCases.Accepted, Is.Empty);
    }

    [TestCase(0)]
    [TestCase(-1)]
    public async Task A_planned_unit_has_a_positive_id(int obsUnitId) =>
        Assert.That(await useCases.FaultyFieldsAsync(new StartObservation { ObsUnitId = obsUnitId }), Is.EqualTo(new[] { "obs_unit_id" }));

    [TestCase("""{"a":"\u0000"}""")]
    [TestCase("""{"\u0000":1}""")]
    [TestCase("""{"a":["\ud800"]}""")]
    [TestCase("""{"\ud800":1}""")]
    [TestCase("""{"a":1e999}""")]
    [TestCase("""{"a":1e-20000}""")]
    public async Task Conditions_that_PostgreSQL_cannot_keep_are_refused(string conditions)
    {
        var request = new StartObservation { ObsUnitId = 1, Conditions = JsonNode.Parse(conditions)!.AsObject() };
        Assert.That(await useCases.FaultyFieldsAsync(request), Is.EqualTo(new[] { "conditions" }));
    }

    private static StartObservation Spelled(string conditions) =>
        new() { ObsUnitId = 1, Id = Id(7), Conditions = JsonNode.Parse(conditions)!.AsObject() };
}
