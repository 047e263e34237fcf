using CcatOps.Application.Errors;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Features.RawDataFiles;
using CcatOps.Application.Resources;
using CcatOps.Domain.Writes;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Features.RawDataFiles;

public sealed class RegisterRawDataFilesTests
{
    private static readonly RegisterRawDataFile One = new() { ExecutedObsUnitId = Id(7), Name = "one.fits" };

    private UseCases useCases = null!;

    [SetUp]
    public void Compose() => useCases = new UseCases(Secondary);

    [TearDown]
    public ValueTask Dispose_of_them() => useCases.DisposeAsync();

    [Test]
    public async Task Many_files_are_one_transaction()
    {
        var (registered, _) = await useCases.SendAsync(new RegisterRawDataFiles([One, One with { Name = "two.fits" }]));
        Assert.That(registered.Count, Is.EqualTo(2));
        Assert.That(useCases.Accepted.Single().Changes.Select(change => Guid.Parse(change.Key)), Is.EqualTo(registered.Ids));
        Assert.That(registered.Sync.State, Is.EqualTo(TransactionState.Buffered));
    }

    [Test]
    public async Task They_follow_each_execution_that_they_belong_to()
    {
        await useCases.SendAsync(new RegisterRawDataFiles([One, One, One with { ExecutedObsUnitId = Id(8) }]));
        Assert.That(
            useCases.Accepted.Single().Entities,
            Is.EqualTo(new[] { $"executed_obs_unit:{Id(7)}", $"executed_obs_unit:{Id(8)}" }));
    }

    [Test]
    public async Task An_execution_that_this_site_does_not_know_is_warned_of_once()
    {
        var (_, warnings) = await useCases.SendAsync(new RegisterRawDataFiles([One, One]));
        Assert.That(warnings, Has.Exactly(1).Contains($"executed_obs_unit_id {Id(7)} is not known at this site"));
    }

    [Test]
    public async Task An_execution_that_is_still_buffered_is_known()
    {
        await useCases.SendAsync(new StartObservation { ObsUnitId = 1, Id = Id(7) });
        var (_, warnings) = await useCases.SendAsync(new RegisterRawDataFiles([One]));
        Assert.That(warnings, Is.Empty);
    }

    [Test]
    public async Task An_execution_carries_its_buffered_files()
    {
        await useCases.SendAsync(new StartObservation { ObsUnitId = 1, Id = Id(7) });
        await useCases.SendAsync(new RegisterRawDataFiles([One, One with { ExecutedObsUnitId = Id(8) }]));
        var execution = await useCases.SendAsync(new GetObservation(Id(7), default));
        Assert.That(execution.RawDataFiles.Select(file => file.Name), Is.EqualTo(new[] { "one.fits" }));
    }

    [Test]
    public async Task A_stored_execution_carries_its_stored_and_its_buffered_files()
    {
        useCases.Executions.Rows.Add(Execution(7));
        useCases.Files.Rows.AddRange([File(21, 7), File(22, 8)]);
        await useCases.SendAsync(new RegisterRawDataFiles([One]));
        var execution = await useCases.SendAsync(new GetObservation(Id(7), default));
        Assert.That(execution.RawDataFiles.Select(file => file.Name), Is.EquivalentTo(new[] { "file-21.fits", "one.fits" }));
    }

    [Test]
    public async Task Sent_again_with_their_ids_they_are_the_same_files()
    {
        var request = new RegisterRawDataFiles([One with { Id = Id(21) }, One with { Id = Id(22) }]);
        await useCases.SendAsync(request);
        var (registered, _) = await useCases.SendAsync(request);
        Assert.That(registered.Ids, Is.EqualTo(new[] { Id(21), Id(22) }));
        Assert.That(useCases.Accepted, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_file_that_was_registered_with_other_values_is_a_conflict()
    {
        await useCases.SendAsync(new RegisterRawDataFiles([One with { Id = Id(21) }]));
        await Assert.ThatAsync(
            () => useCases.SendAsync(new RegisterRawDataFiles([One with { Id = Id(21), Name = "other.fits" }])),
            Throws.TypeOf<ConflictException>());
    }

    [TestCase(0)]
    [TestCase(10_001)]
    public async Task One_request_holds_1_to_10000_files(int count)
    {
        var request = new RegisterRawDataFiles([.. Enumerable.Repeat(One, count)]);
        Assert.That(await useCases.FaultyFieldsAsync(request), Is.EqualTo(new[] { "" }));
    }

    [Test]
    public async Task One_request_may_hold_10000_files()
    {
        var (registered, _) = await useCases.SendAsync(new RegisterRawDataFiles([.. Enumerable.Repeat(One, 10_000)]));
        Assert.That(registered.Ids.Distinct().Count(), Is.EqualTo(10_000));
    }

    [Test]
    public async Task One_id_twice_is_refused()
    {
        var request = new RegisterRawDataFiles([One with { Id = Id(21) }, One, One with { Id = Id(21) }]);
        Assert.That(await useCases.FaultyFieldsAsync(request), Is.EqualTo(new[] { "id" }));
    }

    [Test]
    public async Task Each_fault_names_its_file_and_field()
    {
        var request = new RegisterRawDataFiles([One, One with { Name = "" }, One with { ExecutedObsUnitId = null, SizeBytes = -1 }]);
        Assert.That(
            await useCases.FaultyFieldsAsync(request), Is.EquivalentTo(new[] { "[1].name", "[2].executed_obs_unit_id", "[2].size_bytes" }));
        Assert.That(useCases.Accepted, Is.Empty);
    }

    [Test]
    public async Task A_file_that_is_null_is_refused()
    {
        var request = new RegisterRawDataFiles([One, null!]);
        Assert.That(await useCases.FaultyFieldsAsync(request), Is.EqualTo(new[] { "[1]" }));
    }

    [TestCase("sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", true)]
    [TestCase("md5:::D41D8CD98F00B204E9800998ECF8427E", true)]
    [TestCase("sha256:9f86d081", false)]
    [TestCase("9f86d081", false)]
    [TestCase("sha256:", false)]
    [TestCase("sha256:xyz", false)]
    [TestCase("SHA256:9f86", false)]
    [TestCase("sha256:9f86\n", false)]
    public void A_checksum_is_algorithm_and_digest(string checksum, bool valid) =>
        Assert.That(new RegisterRawDataFileValidator().Validate(One with { Checksum = checksum }).IsValid, Is.EqualTo(valid));

    /// <summary>A row of the index over names holds 2,704 bytes, of which 28 are for its header and the id.</summary>
    [TestCase("x", 1_000, true)]
    [TestCase("x", 1_001, false)]
    [TestCase("é", 1_000, true)]
    [TestCase("望", 892, true)]
    [TestCase("望", 893, false)]
    [TestCase("🔭", 500, true)]
    public void A_name_is_bounded_in_characters_and_in_bytes(string letter, int count, bool valid) =>
        Assert.That(
            new RegisterRawDataFileValidator().Validate(One with { Name = string.Concat(Enumerable.Repeat(letter, count)) }).IsValid,
            Is.EqualTo(valid));
}
