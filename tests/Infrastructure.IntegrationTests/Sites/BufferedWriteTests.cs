using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Features.RawDataFiles;
using CcatOps.Application.Features.Transactions;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Replication;
using CcatOps.Application.Resources;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.IntegrationTests.Sites;

/// <summary>The way of a write, the same through every database and every buffer.</summary>
[TestFixture(DatabaseType.PostgreSql, BufferType.Redis)]
[TestFixture(DatabaseType.PostgreSql, BufferType.Sqlite)]
[TestFixture(DatabaseType.Sqlite, BufferType.Redis)]
[TestFixture(DatabaseType.Sqlite, BufferType.Sqlite)]
internal sealed class BufferedWriteTests(DatabaseType databaseType, BufferType bufferType)
{
    private TestSite site = null!;
    private int obsUnitId;

    [SetUp]
    public async Task StartAsync()
    {
        site = await CreateSiteAsync();
        obsUnitId = (await site.SendAsync(new CreateObsUnit { Name = "Horsehead Nebula R", Ra = 85.2, Dec = -2.5 })).Record.Id;
    }

    [TearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task Is_read_back_at_once_and_is_not_at_main_yet()
    {
        var started = await StartObservationAsync();

        var read = await site.SendAsync(new GetObservation(started.Id, Consistency.Site));
        Assert.That(read.Sync!.State, Is.EqualTo(TransactionState.Buffered));
        Assert.That(read.Status, Is.EqualTo(ExecutionStatus.Running));
        Assert.That(await site.QueryAsync<long>("select count(*) from executed_obs_unit"), Is.Zero);
    }

    [Test]
    public async Task Comes_through_with_its_finish_and_its_files()
    {
        var started = await StartObservationAsync();
        var file = await site.SendAsync(new RegisterRawDataFile { ExecutedObsUnitId = started.Id, Name = "cas08700.fts", SizeBytes = 5_000_000_000 });
        await site.SendAsync(new FinishObservation { Id = started.Id, Status = "completed" });
        await site.DrainAsync();
        var committed = await site.SendAsync(new GetObservation(started.Id, Consistency.Site));
        await WatchAsync();
        var replicated = await site.SendAsync(new GetObservation(started.Id, Consistency.Site));

        Assert.That(committed.Sync!.State, Is.EqualTo(TransactionState.Committed), (await TransactionAsync(committed)).LastError);
        Assert.That(committed.Sync.Lsn, Is.Not.Null);
        Assert.That(replicated.Sync!.State, Is.EqualTo(TransactionState.Replicated));
        Assert.That(replicated.Sync.TransactionId, Is.EqualTo(committed.Sync.TransactionId));
        Assert.That(replicated with { Sync = null, RawDataFiles = [], TransactionId = null },
            Is.EqualTo(committed with { Sync = null, RawDataFiles = [], TransactionId = null }));
        Assert.That(replicated.RawDataFiles.Single().Id, Is.EqualTo(file.Record.Id));
        Assert.That(await site.QueryAsync<string>("select status from executed_obs_unit"), Is.EqualTo("completed"));
        Assert.That(await site.QueryAsync<long>("select count(*) from applied_transaction where sequence is not null"), Is.EqualTo(3));
    }

    [Test]
    public async Task With_an_unknown_reference_is_accepted_with_a_warning()
    {
        var started = await site.SendAsync(new StartObservation { ObsUnitId = 999_999 });

        Assert.That(started.Warnings, Has.Length.EqualTo(1));
        Assert.That(started.Warnings[0], Does.Contain("obs_unit_id 999999"));
    }

    [Test]
    public async Task That_main_refuses_fails_parks_its_followers_and_lets_others_through()
    {
        var refused = await site.SendAsync(new StartObservation { ObsUnitId = 4711 });
        var finish = await site.SendAsync(new FinishObservation { Id = refused.Record.Id, Status = "failed" });
        var others = new List<ExecutedObsUnit>();
        for (var i = 0; i < 20; i++)
            others.Add(await StartObservationAsync());
        await site.DrainAsync();

        var failed = await TransactionAsync(refused.Record);
        var parked = await TransactionAsync(finish.Record);
        Assert.That(failed.State, Is.EqualTo(TransactionState.Failed));
        Assert.That(failed.LastError, Does.Contain("23503").And.Contain("4711"));
        Assert.That(parked.State, Is.EqualTo(TransactionState.Parked));
        foreach (var other in others)
            Assert.That((await TransactionAsync(other)).State, Is.EqualTo(TransactionState.Committed));

        await site.QueryAsync<object>("insert into obs_unit (id, name) values (4711, 'late') returning id");
        var retried = await site.SendAsync(new RetryTransaction(refused.Record.Sync!.TransactionId!.Value));
        await site.DrainAsync();

        Assert.That(retried.Ids, Is.EqualTo(new[] { refused.Record.Sync.TransactionId, finish.Record.Sync!.TransactionId }));
        Assert.That(await site.QueryAsync<string>("select status from executed_obs_unit where obs_unit_id = 4711"), Is.EqualTo("failed"));
    }

    [Test]
    public async Task That_failed_can_be_discarded_with_its_followers()
    {
        var refused = await site.SendAsync(new StartObservation { ObsUnitId = 4711 });
        var finish = await site.SendAsync(new FinishObservation { Id = refused.Record.Id, Status = "failed" });
        await site.DrainAsync();
        await site.DrainAsync();

        var outcome = await site.SendAsync(new DiscardTransaction { Id = refused.Record.Sync!.TransactionId!.Value, Reason = "a test" });

        Assert.That(outcome.Discarded, Is.EqualTo(new[] { refused.Record.Sync.TransactionId, finish.Record.Sync!.TransactionId }));
        Assert.That(async () => await site.SendAsync(new GetObservation(refused.Record.Id, Consistency.Site)), Throws.TypeOf<NotFoundException>());
        Assert.That((await TransactionAsync(refused.Record)).Reason, Is.EqualTo("a test"));
    }

    [Test]
    public async Task Repeated_under_one_key_gets_the_first_answer()
    {
        site.Client.IdempotencyKey = "once";
        var request = new StartObservation { ObsUnitId = obsUnitId, Comment = "same" };
        var first = await site.SendAsync(request);
        await site.DrainAsync();
        await WatchAsync();
        var second = await site.SendAsync(request);

        Assert.That(second.Record.Id, Is.EqualTo(first.Record.Id));
        Assert.That(second.Record.Sync, Is.EqualTo(first.Record.Sync));
        Assert.That(
            async () => await site.SendAsync(request with { Comment = "another" }),
            Throws.TypeOf<IdempotencyMismatchException>());
        Assert.That(await site.QueryAsync<long>("select count(*) from executed_obs_unit"), Is.EqualTo(1));
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
    public async Task Sent_a_hundred_times_at_once_under_one_key_has_one_effect()
    {
        site.Client.IdempotencyKey = "hundred";
        var request = new StartObservation { ObsUnitId = obsUnitId };
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => site.SendAsync(request)));
        await site.DrainAsync();

        Assert.That(answers.Select(answer => answer.Record.Id).Distinct().Count(), Is.EqualTo(1));
        Assert.That(await site.QueryAsync<long>("select count(*) from executed_obs_unit"), Is.EqualTo(1));
    }

    [Test]
    public async Task Beyond_the_capacity_is_refused_and_a_finish_still_gets_in()
    {
        await using var small = await CreateSiteAsync(bufferSize: 3);
        var first = await small.SendAsync(new StartObservation { ObsUnitId = 1 });
        await small.SendAsync(new StartObservation { ObsUnitId = 1 });
        await small.SendAsync(new StartObservation { ObsUnitId = 1 });

        Assert.That(async () => await small.SendAsync(new StartObservation { ObsUnitId = 1 }), Throws.TypeOf<BufferFullException>());
        var finished = await small.SendAsync(new FinishObservation { Id = first.Record.Id, Status = "aborted" });
        Assert.That(finished.Record.Status, Is.EqualTo(ExecutionStatus.Aborted));
    }

    [Test]
    public async Task Of_ten_thousand_files_is_one_transaction()
    {
        var started = await StartObservationAsync();
        var files = Enumerable.Range(0, 10_000)
            .Select(i => new RegisterRawDataFile { ExecutedObsUnitId = started.Id, Name = $"file{i:D5}.fts", SizeBytes = i })
            .ToArray();
        var registered = await site.SendAsync(new RegisterRawDataFiles(files));
        var before = await site.SendAsync(new GetObservation(started.Id, Consistency.Site));
        await site.DrainAsync();
        await WatchAsync();
        var after = await site.SendAsync(new GetObservation(started.Id, Consistency.Site));

        Assert.That(registered.Record.Count, Is.EqualTo(10_000));
        Assert.That(before.RawDataFiles, Has.Count.EqualTo(10_000));
        Assert.That(after.RawDataFiles.Select(file => file.Id), Is.EqualTo(before.RawDataFiles.Select(file => file.Id).Order()));
        Assert.That(await site.QueryAsync<long>("select count(*) from applied_transaction where sequence is not null"), Is.EqualTo(2));
    }

    [Test]
    public async Task Survives_the_loss_of_the_epoch()
    {
        await StartObservationAsync();
        await site.DrainAsync();
        await using var other = TestSite.On(site.Config);
        await site.Get<DrainLease>().ReleaseAsync(CancellationToken.None);
        await StartObservationAsync();
        await other.DrainAsync();

        Assert.That(await site.QueryAsync<long>("select count(*) from executed_obs_unit"), Is.EqualTo(2));
        Assert.That(await site.QueryAsync<long>("select epoch from drain_epoch"), Is.EqualTo(2));
    }

    [Test]
    public async Task Lists_page_through_buffered_and_replicated_records_alike()
    {
        for (var i = 0; i < 30; i++)
        {
            var started = await StartObservationAsync();
            if (i % 3 == 0)
                await site.SendAsync(new FinishObservation { Id = started.Id, Status = "completed" });
            if (i == 10)
                await site.DrainAsync();
            if (i == 20)
            {
                await site.DrainAsync();
                await WatchAsync();
            }
        }

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await site.SendAsync(new ListObservations(
                new RecordFilter<ExecutedObsUnit>().Where(ExecutedObsUnits.ObsUnitId, obsUnitId).Where(ExecutedObsUnits.Status, ExecutionStatus.Running),
                new Paging { Limit = 7, Cursor = cursor, Count = CountKind.Exact }));
            seen.AddRange(page.Items.Select(item => item.Id));
            Assert.That(page.Count?.Value, Is.EqualTo(20));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.That(seen, Is.Unique.And.Count.EqualTo(20));
    }

    [Test]
    public async Task Transactions_are_listed_by_state()
    {
        var first = await StartObservationAsync();
        await site.DrainAsync();
        await WatchAsync();
        var second = await StartObservationAsync();

        var replicated = await ListAsync(TransactionState.Replicated);
        var buffered = await ListAsync(TransactionState.Buffered);
        var all = await site.SendAsync(new ListTransactions(new TransactionFilter { Operations = ["start_observation"] }, new Paging()));

        Assert.That(replicated, Does.Contain(first.Sync!.TransactionId));
        Assert.That(buffered, Is.EqualTo(new[] { second.Sync!.TransactionId }));
        Assert.That(all.Items.Select(item => item.Id), Is.EqualTo(new[] { second.Sync.TransactionId, first.Sync.TransactionId }));
    }

    private Task<TestSite> CreateSiteAsync(int bufferSize = 1_000) => TestSite.CreateAsync(
        databaseType: databaseType,
        change: config => config with
        {
            BufferType = bufferType,
            BufferPath = Path.Combine(Servers.Files.FullName, $"{config.SiteName}.buffer.sqlite"),
            TransactionBuffering = config.TransactionBuffering with { BufferSize = bufferSize },
        });

    private async Task<IEnumerable<Guid>> ListAsync(TransactionState state) =>
        (await site.SendAsync(new ListTransactions(new TransactionFilter { States = [state] }, new Paging()))).Items.Select(item => item.Id);

    private async Task<ExecutedObsUnit> StartObservationAsync() =>
        (await site.SendAsync(new StartObservation { ObsUnitId = obsUnitId })).Record;

    private Task WatchAsync() => site.Get<ReplicationWatcher>().WatchAsync(CancellationToken.None);

    private async Task<TransactionRecord> TransactionAsync(ExecutedObsUnit record) =>
        await site.SendAsync(new GetTransaction(record.Sync!.TransactionId!.Value));
}
