using CcatOps.Application.Errors;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Features.Transactions;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Resources;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Postgres;
using CcatOps.Infrastructure.IntegrationTests.Sites;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>The promises to a client when this site writes directly.</summary>
internal abstract class DirectWriteContract(DatabaseType databaseType)
{
    private TestSite site = null!;
    private int obsUnitId;

    /// <summary>Prepares the site's database before it is used.</summary>
    public Func<TestSite, Task> Prepare { get; init; } = _ => Task.CompletedTask;

    [SetUp]
    public async Task StartAsync()
    {
        site = await TestSite.CreateAsync(SiteType.Main, databaseType: databaseType);
        await Prepare(site);
        obsUnitId = (await site.SendAsync(new CreateObsUnit { Name = "hebe" })).Record.Id;
    }

    [TearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task Is_replicated_at_once_and_leaves_a_marker()
    {
        var started = await site.SendAsync(new StartObservation { ObsUnitId = obsUnitId });

        Assert.That(started.Record.Sync!.State, Is.EqualTo(TransactionState.Replicated));
        var transaction = await site.SendAsync(new GetTransaction(started.Record.Sync.TransactionId!.Value));
        Assert.That(transaction.State, Is.EqualTo(TransactionState.Replicated));
        Assert.That(transaction.Operation, Is.EqualTo("start_observation"));
    }

    [Test]
    public void With_an_unknown_reference_is_refused_by_its_field() =>
        Assert.That(
            async () => await site.SendAsync(new StartObservation { ObsUnitId = 999 }),
            Throws.TypeOf<UnknownReferenceException>().With.Property(nameof(UnknownReferenceException.Field)).EqualTo("obs_unit_id"));

    [Test]
    public void Of_a_file_without_its_execution_is_refused_by_its_field() =>
        Assert.That(
            async () => await site.SendAsync(new RegisterRawDataFile { ExecutedObsUnitId = Guid.CreateVersion7(), Name = "x" }),
            Throws.TypeOf<UnknownReferenceException>()
                .With.Property(nameof(UnknownReferenceException.Field)).EqualTo("executed_obs_unit_id"));

    [Test]
    public async Task Repeated_under_one_key_gets_the_first_answer()
    {
        site.Client.IdempotencyKey = "once";
        var request = new StartObservation { ObsUnitId = obsUnitId };
        var first = await site.SendAsync(request);
        var second = await site.SendAsync(request);

        Assert.That(second.Record.Id, Is.EqualTo(first.Record.Id));
        Assert.That(second.Record.StartTime, Is.EqualTo(first.Record.StartTime));
        Assert.That(async () => await site.SendAsync(request with { Comment = "x" }), Throws.TypeOf<IdempotencyMismatchException>());
    }

    [Test]
    public async Task With_an_id_of_the_client_is_taken_once()
    {
        var request = new StartObservation { ObsUnitId = obsUnitId, Id = Guid.CreateVersion7() };
        var first = await site.SendAsync(request);
        var second = await site.SendAsync(request);

        Assert.That(second.Record.Sync!.TransactionId, Is.EqualTo(first.Record.Sync!.TransactionId));
        Assert.That(async () => await site.SendAsync(request with { Comment = "x" }), Throws.TypeOf<ConflictException>());
    }

    [Test]
    public async Task Of_two_finishes_at_once_takes_one_and_repeats_its_answer()
    {
        var started = await site.SendAsync(new StartObservation { ObsUnitId = obsUnitId });
        var finish = new FinishObservation { Id = started.Record.Id, Status = "completed" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => site.SendAsync(finish)));

        Assert.That(answers.Select(answer => answer.Record.EndTime).Distinct().Count(), Is.EqualTo(1));
        Assert.That(async () => await site.SendAsync(finish with { Status = "failed" }), Throws.TypeOf<ConflictException>());
        Assert.That(
            await site.QueryAsync<long>("select count(*) from applied_transaction where operation = 'finish_observation'"), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_many_at_once_refuses_those_that_are_wrong_and_no_others()
    {
        var writes = Enumerable.Range(0, 50)
            .Select(number => site.SendAsync(new StartObservation { ObsUnitId = number % 10 == 7 ? 999 : obsUnitId, Comment = $"{number}" }))
            .ToArray();
        await Task.WhenAll(writes).ContinueWith(_ => { }, TaskScheduler.Default);

        var refused = writes.Index().Where(write => write.Item.IsFaulted).ToArray();
        Assert.That(refused.Select(write => write.Index), Is.EqualTo(new[] { 7, 17, 27, 37, 47 }));
        Assert.That(refused.Select(write => write.Item.Exception!.InnerException), Is.All.TypeOf<UnknownReferenceException>());
        Assert.That(await site.QueryAsync<long>("select count(*) from executed_obs_unit"), Is.EqualTo(45));
    }

    [Test]
    public async Task Of_many_at_once_under_one_key_takes_one_and_repeats_its_answer()
    {
        site.Client.IdempotencyKey = "once";
        var request = new StartObservation { ObsUnitId = obsUnitId };
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => site.SendAsync(request)));

        Assert.That(answers.Select(answer => answer.Record.Id).Distinct().Count(), Is.EqualTo(1));
        Assert.That(await site.QueryAsync<long>("select count(*) from executed_obs_unit"), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_an_instrument_is_read_back_by_number_and_by_filter()
    {
        var chai = await site.SendAsync(new CreateInstrument { Name = "CHAI" });
        await site.SendAsync(new CreateInstrument { Name = "Prime-Cam", Available = false });

        var read = await site.SendAsync(new GetRecord<Instrument>($"{chai.Record.Id}", Consistency.Site));
        Assert.That(read with { TransactionId = null }, Is.EqualTo(chai.Record));
        var all = await site.SendAsync(new ListRecords<Instrument>(new(), new Paging { Count = CountKind.Exact }));
        Assert.That((all.Items.Select(instrument => instrument.Name), all.Count!.Value), Is.EqualTo((new[] { "CHAI", "Prime-Cam" }, 2)));
        var available = (FilterField<Instrument, bool>)Instruments.Resource.Filters[1];
        var idle = await site.SendAsync(new ListRecords<Instrument>(new RecordFilter<Instrument>().Where(available, false), new Paging()));
        Assert.That(idle.Items.Select(instrument => instrument.Name), Is.EqualTo(new[] { "Prime-Cam" }));
        Assert.That(async () => await site.SendAsync(new CreateInstrument { Name = "Chai" }), Throws.TypeOf<ConflictException>());
        Assert.That(
            async () => await site.SendAsync(new CreateInstrument { Name = "Mod-Cam", TelescopeId = 99 }),
            Throws.TypeOf<UnknownReferenceException>().With.Property("Field").EqualTo("telescope_id"));
    }

    [Test]
    public async Task Of_a_patch_changes_what_is_given_and_leaves_the_rest()
    {
        var made = await site.SendAsync(new CreateInstrument { Name = "CHAI", TelescopeId = 1, Description = "first" });
        var key = $"{made.Record.Id}";

        await site.SendAsync(new ChangeInstrument { Key = key, Available = false });
        var changed = await site.SendAsync(new ChangeInstrument { Key = key, Description = null });

        var read = await site.SendAsync(new GetRecord<Instrument>(key, Consistency.Site));
        Assert.That(read with { TransactionId = null }, Is.EqualTo(changed.Record with { TransactionId = null }));
        Assert.That((read.Available, read.Description, read.TelescopeId), Is.EqualTo((false, (string?)null, 1)));
    }

    [Test]
    public async Task Of_a_program_has_a_short_name_of_its_own_and_parts_have_one_in_their_program()
    {
        var survey = await site.SendAsync(new CreateObservingProgram { Name = "Deep Sky Survey", ShortName = "DSS" });
        var other = await site.SendAsync(new CreateObservingProgram { Name = "Wide Field Survey", ShortName = "WFS" });
        var part = new CreateSubObservingProgram { ObservingProgramId = survey.Record.Id, Name = "E-COSMOS", ShortName = "COSMOS" };
        await site.SendAsync(part);
        var same = await site.SendAsync(part with { ObservingProgramId = other.Record.Id });

        Assert.That(same.Record.ShortName, Is.EqualTo("COSMOS"));
        Assert.That(async () => await site.SendAsync(part with { ShortName = "cosmos" }), Throws.TypeOf<ConflictException>());
        Assert.That(
            async () => await site.SendAsync(new CreateObservingProgram { Name = "Another", ShortName = "dss" }), Throws.TypeOf<ConflictException>());
    }

    [Test]
    public async Task Of_a_patch_of_another_version_is_refused()
    {
        var made = await site.SendAsync(new CreateInstrument { Name = "CHAI" });
        var patch = new ChangeInstrument { Key = $"{made.Record.Id}", IfMatch = RecordTag.Of(made.Record), Available = false };
        await site.SendAsync(patch);

        Assert.That(async () => await site.SendAsync(patch with { }), Throws.TypeOf<PreconditionFailedException>());
    }

    [Test]
    public async Task At_a_secondary_site_is_seen_there_at_once()
    {
        await using var secondary = await TestSite.CreateAsync(databaseType: databaseType);
        var created = await secondary.SendAsync(new CreateObsUnit { Name = "mol085" });

        Assert.That(created.Record.Sync!.State, Is.EqualTo(TransactionState.Committed));
        var read = await secondary.SendAsync(new GetRecord<ObsUnit>($"{created.Record.Id}", Consistency.Site));
        Assert.That(read.Sync, Is.EqualTo(created.Record.Sync));
    }
}

internal sealed class PostgresDirectWriteTests() : DirectWriteContract(DatabaseType.PostgreSql);

internal sealed class DividedDirectWriteTests : DirectWriteContract
{
    public DividedDirectWriteTests()
        : base(DatabaseType.PostgreSql) => Prepare = Divided.TwoMonthsAgoAsync;
}

internal sealed class SqliteDirectWriteTests() : DirectWriteContract(DatabaseType.Sqlite);
