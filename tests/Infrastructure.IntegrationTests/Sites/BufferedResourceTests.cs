using CcatOps.Application.Errors;
using CcatOps.Application.Features.Instruments;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Features.ObservingLog;
using CcatOps.Application.Features.Packages;
using CcatOps.Application.Features.Storage;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Resources;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Records;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Storage;
using CcatOps.Domain.Writes;
using FluentValidation;

namespace CcatOps.Infrastructure.IntegrationTests.Sites;

/// <summary>The resources whose records are born at a telescope, through every database and every buffer.</summary>
[TestFixture(DatabaseType.PostgreSql, BufferType.Redis)]
[TestFixture(DatabaseType.Sqlite, BufferType.Sqlite)]
internal sealed class BufferedResourceTests(DatabaseType databaseType, BufferType bufferType)
{
    private TestSite site = null!;
    private Guid execution;
    private int module;

    [SetUp]
    public async Task StartAsync()
    {
        site = await TestSite.CreateAsync(
            change: config => config with { BufferType = bufferType, BufferPath = Path.Combine(Servers.Files.FullName, $"{Guid.NewGuid():N}.sqlite") },
            databaseType: databaseType);
        var unit = await site.SendAsync(new CreateObsUnit { Name = "Horsehead Nebula R" });
        var instrument = await site.SendAsync(new CreateInstrument { Name = "CHAI" });
        module = (await site.SendAsync(new CreateInstrumentModule { InstrumentId = instrument.Record.Id, Name = "LFA", Pixels = 64 })).Record.Id;
        execution = (await site.SendAsync(new StartObservation { ObsUnitId = unit.Record.Id })).Record.Id;
    }

    [TearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task A_configuration_is_read_before_main_has_it_and_the_same_after()
    {
        var logged = await site.SendAsync(new LogConfiguration
        {
            InstrumentModuleId = module,
            ExecutedObsUnitId = execution,
            Parameters = new() { ["lo_ghz"] = 492.2 },
        });

        await IsTheSameAfterwardsAsync(logged.Record, new RecordFilter<InstrumentConfigurationEvent>().Where(InstrumentConfigurations.InstrumentModuleId, module));
    }

    [Test]
    public async Task A_configuration_of_an_unknown_module_is_accepted_with_a_warning()
    {
        var logged = await site.SendAsync(new LogConfiguration { InstrumentModuleId = 4711, Parameters = [] });

        Assert.That(logged.Warnings.Single(), Does.Contain("instrument_module_id 4711"));
    }

    [Test]
    public async Task A_change_of_an_execution_is_read_at_once_and_its_history_has_each_change()
    {
        var patched = await site.SendAsync(new ChangeObservation { Key = $"{execution}", Quality = ExecutionQuality.Bad, Comment = "clouds" });
        await site.SendAsync(new FinishObservation { Id = execution, Status = "completed" });
        var cleared = await site.SendAsync(new ChangeObservation { Key = $"{execution}", Comment = null });
        Assert.That((patched.Record.Quality, patched.Record.Comment), Is.EqualTo((ExecutionQuality.Bad, "clouds")));
        Assert.That((cleared.Record.Quality, cleared.Record.Comment), Is.EqualTo((ExecutionQuality.Bad, (string?)null)));
        var before = await HistoryAsync(Consistency.Site);

        await site.DrainAsync();

        Assert.That(before.Select(change => change.NewValues.ToJsonString()), Has.Exactly(3).Items.And.Some.EqualTo("""{"comment":null}"""));
        Assert.That((await HistoryAsync(Consistency.Replica)).Select(Values), Is.EqualTo(before.Select(Values)));
        var stored = await site.SendAsync(new GetObservation(execution, Consistency.Replica));
        Assert.That(
            (stored.Status, stored.Quality, stored.Comment), Is.EqualTo((ExecutionStatus.Completed, ExecutionQuality.Bad, (string?)null)));
    }

    [Test]
    public async Task A_change_of_another_version_of_an_execution_is_refused()
    {
        var read = await site.SendAsync(new GetObservation(execution, Consistency.Site));
        await site.SendAsync(new ChangeObservation { Key = $"{execution}", Quality = ExecutionQuality.Good });

        Assert.That(
            async () => await site.SendAsync(
                new ChangeObservation { Key = $"{execution}", IfMatch = RecordTag.Of(read), Quality = ExecutionQuality.Bad }),
            Throws.TypeOf<PreconditionFailedException>());
    }

    private async Task<IReadOnlyList<ExecutedObsUnitChange>> HistoryAsync(Consistency consistency) =>
        (await site.SendAsync(new ListRecords<ExecutedObsUnitChange>(
            new RecordFilter<ExecutedObsUnitChange>().Where(ExecutedObsUnitChanges.ExecutedObsUnitId, execution),
            new Paging { Consistency = consistency }))).Items;

    [Test]
    public async Task A_log_message_is_read_before_main_has_it_and_the_same_after()
    {
        var written = await site.SendAsync(Message with { ExecutedObsUnitId = execution });

        Assert.That((written.Record.SiteName, written.Record.Author), Is.EqualTo((site.Config.SiteName, site.Client.Principal)));
        await IsTheSameAfterwardsAsync(written.Record, new RecordFilter<LogMessage>());
    }

    [Test]
    public async Task An_edit_of_a_log_message_replaces_it_before_and_after_the_drain()
    {
        var first = await site.SendAsync(Message);
        var second = await site.SendAsync(new EditLogMessage { Key = $"{first.Record.Id}", Text = "Dome closed for humidity", Category = null });

        Assert.That((second.Record.ParentId, second.Record.TimeLostSeconds, second.Record.Category), Is.EqualTo((first.Record.Id, 1800d, (string?)null)));
        var valid = new RecordFilter<LogMessage>().Where(LogMessages.IsValid, true);
        await IsTheSameAfterwardsAsync(second.Record, valid);
        var replaced = await site.SendAsync(new GetRecord<LogMessage>($"{first.Record.Id}", Consistency.Replica));
        Assert.That((replaced.Text, replaced.InvalidatedAt is null), Is.EqualTo((first.Record.Text, false)));
    }

    [Test]
    public async Task A_log_message_that_was_replaced_is_not_edited_again()
    {
        var first = await site.SendAsync(Message);
        var edit = new EditLogMessage { Key = $"{first.Record.Id}", Text = "Dome closed for humidity" };
        var edited = await site.SendAsync(edit);
        var other = new EditLogMessage { Key = $"{first.Record.Id}", Text = "Dome closed for snow" };

        Assert.That((await site.SendAsync(edit)).Record.Id, Is.EqualTo(edited.Record.Id), "a repetition");
        Assert.That(async () => await site.SendAsync(other), Throws.TypeOf<ConflictException>());
        await site.DrainAsync();
        Assert.That((await site.SendAsync(edit)).Record.Id, Is.EqualTo(edited.Record.Id), "a repetition after the drain");
        Assert.That(async () => await site.SendAsync(other), Throws.TypeOf<ConflictException>());
    }

    private static WriteLogMessage Message => new()
    {
        BeginTime = new DateTimeOffset(2023, 3, 28, 3, 10, 0, TimeSpan.Zero),
        Text = "Dome closed for wind",
        Category = "weather",
        TimeLostSeconds = 1800,
        TimeLostType = TimeLostType.Weather,
        Tags = ["wind", "dome"],
    };

    [Test]
    public async Task A_report_of_capacity_is_read_before_main_has_it_and_the_same_after()
    {
        var location = await site.SendAsync(new CreateDataLocation
        {
            SiteId = 1,
            Name = "raid1",
            LocationType = LocationType.Source,
            StorageType = StorageType.Disk,
            CapacityBytes = 50_000_000_000_000,
        });

        var reported = await site.SendAsync(new ReportCapacity { Id = location.Record.Id, FreeBytes = 31_000_000_000_000 });

        Assert.That((reported.Record.CapacityBytes, reported.Record.FreeBytes), Is.EqualTo((50_000_000_000_000, 31_000_000_000_000)));
        await IsTheSameAfterwardsAsync(reported.Record, new RecordFilter<DataLocation>());
    }

    [Test]
    public async Task A_package_with_its_files_is_built_and_archived_the_same_before_and_after_the_drain()
    {
        var file = await site.SendAsync(new RegisterRawDataFile { ExecutedObsUnitId = execution, Name = "a.g3" });
        var package = await site.SendAsync(
            new CreateRawDataPackage { ExecutedObsUnitId = execution, InstrumentModuleId = module, RawDataFileIds = [file.Record.Id] });
        await site.SendAsync(new FinalizePackage { Id = package.Record.Id, SizeBytes = 48_318_382_080 });
        await site.SendAsync(new MovePackage { Id = package.Record.Id, State = PackageState.Transferring });
        await site.SendAsync(new MovePackage { Id = package.Record.Id, State = PackageState.Failed });
        var retried = await site.SendAsync(new MovePackage { Id = package.Record.Id, State = PackageState.Waiting });

        Assert.That((retried.Record.State, retried.Record.RetryCount, retried.Record.Part), Is.EqualTo((PackageState.Waiting, 1, 1)));
        await IsTheSameAfterwardsAsync(retried.Record, new RecordFilter<RawDataPackage>());
        var stored = await site.SendAsync(new GetRecord<RawDataPackage>($"{package.Record.Id}", Consistency.Replica));
        Assert.That(stored.RawDataFiles!.Single().Id, Is.EqualTo(file.Record.Id));
    }

    [Test]
    public async Task The_next_package_of_an_execution_and_a_module_is_the_next_part()
    {
        var request = new CreateRawDataPackage { ExecutedObsUnitId = execution, InstrumentModuleId = module };
        await site.SendAsync(request);
        await site.DrainAsync();

        Assert.That((await site.SendAsync(request)).Record.Part, Is.EqualTo(2));
        Assert.That(async () => await site.SendAsync(request with { Part = 2, Name = "again" }), Throws.TypeOf<ConflictException>());
    }

    [Test]
    public async Task A_wrong_transition_of_a_package_is_refused_with_the_allowed_ones()
    {
        var package = await site.SendAsync(new CreateRawDataPackage { ExecutedObsUnitId = execution, InstrumentModuleId = module });
        var archive = new MovePackage { Id = package.Record.Id, State = PackageState.Archived };
        Assert.That(async () => await site.SendAsync(archive), Throws.TypeOf<ConflictException>().With.Message.Contains("finalized"));

        await site.SendAsync(new FinalizePackage { Id = package.Record.Id });
        Assert.That(async () => await site.SendAsync(archive), Throws.TypeOf<ConflictException>().With.Message.Contains("allowed next: transferring"));
        Assert.That(
            async () => await site.SendAsync(new FinalizePackage { Id = package.Record.Id, SizeBytes = 1 }), Throws.TypeOf<ConflictException>());
    }

    [Test]
    public async Task A_file_is_in_one_package_and_of_its_execution()
    {
        var file = await site.SendAsync(new RegisterRawDataFile { ExecutedObsUnitId = execution, Name = "a.g3" });
        var request = new CreateRawDataPackage { ExecutedObsUnitId = execution, InstrumentModuleId = module, RawDataFileIds = [file.Record.Id] };
        var package = await site.SendAsync(request);

        Assert.That((await site.SendAsync(request)).Record.Id, Is.EqualTo(package.Record.Id), "the same request again");
        var other = request with { Part = 7 };
        Assert.That(async () => await site.SendAsync(other), Throws.TypeOf<ConflictException>().With.Message.Contains($"{file.Record.Id}"));
        Assert.That(
            async () => await site.SendAsync(request with { RawDataFileIds = [Guid.CreateVersion7()] }),
            Throws.TypeOf<ValidationException>().With.Message.Contains("raw_data_file_ids[0]"));
    }

    /// <summary>The record is listed and read while it is buffered; main then has it with the same values.</summary>
    private async Task IsTheSameAfterwardsAsync<TRecord>(TRecord written, RecordFilter<TRecord> filter)
        where TRecord : StoredRecord
    {
        var buffered = await ListedAsync(filter);
        Assert.That(buffered.Sync!.State, Is.EqualTo(TransactionState.Buffered));
        await site.DrainAsync();

        var drained = await site.SendAsync(new ListRecords<TRecord>(filter, new Paging { Consistency = Consistency.Replica }));
        Assert.That(Values(buffered), Is.EqualTo(Values(written)));
        Assert.That(Values(drained.Items.Single()), Is.EqualTo(Values(written)), "at main");
    }

    private async Task<TRecord> ListedAsync<TRecord>(RecordFilter<TRecord> filter)
        where TRecord : StoredRecord => (await site.SendAsync(new ListRecords<TRecord>(filter, new Paging()))).Items.Single();

    /// <summary>The part of a tag that depends on the record's own values alone.</summary>
    private static string Values<TRecord>(TRecord record) => RecordTag.Of(record).Split('-')[0];
}
