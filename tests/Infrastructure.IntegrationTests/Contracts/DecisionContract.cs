using System.Text.Json.Nodes;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>A person's decisions about a failed transaction, with their records.</summary>
internal sealed class DecisionContract<TStorage> : BufferContract<TStorage>
    where TStorage : IBufferStorage, new()
{
    [Test]
    public async Task Every_attempt_is_kept_with_its_error_also_over_a_retry()
    {
        var transaction = await FailedAsync("a");
        await Ports.Failed.RetryAsync(transaction.Id, null, CancellationToken.None);
        Assert.That((await FindAsync(transaction)) is { Attempts: 0, TotalAttempts: 1 }, Is.True);
        await PeekAsync();
        await Ports.Source.CountAttemptAsync(transaction.Id, new Failure("P0001", "not now"), CancellationToken.None);
        await Ports.Source.FailAsync(
            Holder, transaction.Id, new Failure("23505", "taken\ntwice") { Detail = "(id)=(1)", Constraint = "pk", Column = "id" }, CancellationToken.None);
        await ReopenAsync();

        var record = await FindAsync(transaction);
        Assert.That((record.Attempts, record.TotalAttempts), Is.EqualTo((2, 3)));
        Assert.That(record.History.Select(attempt => attempt.Error.SqlState), Is.EqualTo(new[] { "23503", "P0001", "23505" }));
        Assert.That(record.Error, Is.EqualTo(new Failure("23505", "taken\ntwice") { Detail = "(id)=(1)", Constraint = "pk", Column = "id" }));
        Assert.That(record.History.Select(attempt => attempt.At), Is.All.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task Of_many_attempts_the_newest_are_kept_and_all_are_counted()
    {
        var transaction = (await AcceptAsync("a"))[0];
        await PeekAsync();
        for (var attempt = 1; attempt <= Attempt.Kept + 3; attempt++)
            await Ports.Source.CountAttemptAsync(transaction.Id, new Failure("P0001", $"{attempt}"), CancellationToken.None);

        var record = await FindAsync(transaction);
        Assert.That(record.TotalAttempts, Is.EqualTo(Attempt.Kept + 3));
        Assert.That(record.History.Select(attempt => attempt.Error.Message), Is.EqualTo(Enumerable.Range(4, Attempt.Kept).Select(n => $"{n}")));
    }

    [Test]
    public async Task The_values_can_be_read()
    {
        var transaction = await FailedAsync("a");
        Assert.That((await FindAsync(transaction)).Body!.Changes[0].Values!["status"]!.ToString(), Is.EqualTo("running"));
    }

    [Test]
    public async Task Edited_it_goes_back_to_its_place_with_its_followers_and_the_difference_is_kept()
    {
        var transaction = await FailedAsync("a", "a");
        var follower = (await AcceptAsync("a"))[0];
        Assert.That(await PeekAsync(), Is.Empty);
        var ids = await EditAsync(transaction, "completed", earlierEdits: 0);
        await ReopenAsync();

        Assert.That(ids, Is.EqualTo(new[] { transaction.Id, follower.Id }));
        var batch = await PeekAsync();
        Assert.That(Ids(batch), Is.EqualTo(ids));
        Assert.That(StatusOf(batch[0].Transaction), Is.EqualTo("completed"));
        var edit = (await FindAsync(transaction)).Edits.Single();
        Assert.That((edit.Principal, edit.Reason, $"{edit.Fields[0].Old}", $"{edit.Fields[0].New}"), Is.EqualTo(("ada", "mistyped", "running", "completed")));
    }

    [Test]
    public async Task Edited_it_shows_its_new_values_in_the_overlay_to_who_knew_the_old_ones()
    {
        using var mirror = new OverlayMirror(Ports.Feed);
        var transaction = await FailedAsync("a");
        var key = transaction.Changes[0].Key;
        Assert.That($"{(await mirror.GetCurrentAsync(CancellationToken.None)).Find(Tables.ExecutedObsUnit, key)!.ReadValues()!["status"]}", Is.EqualTo("running"));
        await EditAsync(transaction, "completed", earlierEdits: 0);

        var overlay = await mirror.GetCurrentAsync(CancellationToken.None);
        var row = overlay.Find(Tables.ExecutedObsUnit, key)!;
        Assert.That($"{row.ReadValues()!["status"]}", Is.EqualTo("completed"));
        Assert.That(overlay.SyncOf(row).State, Is.EqualTo(TransactionState.Buffered));
    }

    [Test]
    public async Task Edited_by_two_at_once_it_takes_one()
    {
        var transaction = await FailedAsync("a");
        Assert.That(await EditAsync(transaction, "completed", earlierEdits: 1), Is.Null);
        Assert.That(await EditAsync(transaction, "completed", earlierEdits: 0), Is.Not.Null);
        Assert.That(await EditAsync(transaction, "aborted", earlierEdits: 0), Is.Null);
        await PeekAsync();
        await FailAsync(transaction);
        Assert.That(await EditAsync(transaction, "aborted", earlierEdits: 0), Is.Null, "it has been edited since");
        Assert.That(await EditAsync(transaction, "aborted", earlierEdits: 1), Is.Not.Null);
        Assert.That((await FindAsync(transaction)).Edits, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_decision_and_its_record_exist_together_or_not_at_all([Values("retry", "edit", "discard")] string decision)
    {
        var transaction = await FailedAsync("a");
        var (audit, late) = (New("audit:1"), New("audit:2"));
        Assert.That(await DecideAsync(audit), Is.True);
        Assert.That(await DecideAsync(late), Is.False, "it is no longer failed");

        Assert.That(await StateAsync(audit), Is.EqualTo(TransactionState.Buffered));
        Assert.That(await StateAsync(late), Is.Null);
        Assert.That((await PeekIdsAsync())[^1], Is.EqualTo(audit.Id));

        async Task<bool> DecideAsync(Transaction record) => decision switch
        {
            "retry" => await Ports.Failed.RetryAsync(transaction.Id, record, CancellationToken.None) is not null,
            "edit" => await EditAsync(transaction, "completed", 0, record) is not null,
            _ => await Ports.Failed.DiscardAsync(transaction.Id, false, "a test", "ada", record, CancellationToken.None) is not null,
        };
    }

    [Test]
    public async Task A_pause_and_its_end_are_recorded_even_where_there_is_no_room()
    {
        await AcceptAsync("a");
        Assert.That(await TryAcceptAsync(New("b"), limit: 1), Is.TypeOf<Application.Writes.AcceptOutcome.Full>());
        var (paused, resumed) = (New("audit:1"), New("audit:2"));
        await Ports.Monitor.PauseAsync("maintenance", "ada", paused, CancellationToken.None);
        Assert.That((await StatusAsync()).Pause is { Reason: "maintenance", Principal: "ada" }, Is.True);
        await Ports.Monitor.ResumeAsync(resumed, CancellationToken.None);

        Assert.That((await StatusAsync()).Pause, Is.Null);
        Assert.That((await PeekIdsAsync())[1..], Is.EqualTo(Ids([paused, resumed])));
        Assert.That((await ReadOverlayAsync()).Events.OfType<OverlayEvent.Taken>().Count(), Is.EqualTo(3));
    }

    [Test]
    public async Task A_pause_of_a_buffer_without_a_counter_seeds_it_first()
    {
        await AcceptAsync("a");
        await Storage.LoseCounterAsync();
        var paused = New("audit:1");
        await Ports.Monitor.PauseAsync("maintenance", "ada", paused, CancellationToken.None);

        Assert.That((await FindAsync(paused)).Sequence, Is.GreaterThanOrEqualTo(2));
    }

    private Task<IReadOnlyList<Guid>?> EditAsync(Transaction transaction, string status, int earlierEdits, Transaction? audit = null)
    {
        var change = transaction.Changes[0];
        var edited = change with { Values = Execution(change.Key, status) };
        var edit = new TransactionEdit(
            DateTimeOffset.UnixEpoch, "ada", "mistyped", [new FieldEdit(0, change.Table, change.Key, "status", "running", status)]);
        return Ports.Failed.EditAsync(transaction with { Changes = [edited] }, edit, earlierEdits, audit, CancellationToken.None);
    }

    /// <summary>Accepts a transaction that inserts an execution, and lets it fail.</summary>
    private async Task<Transaction> FailedAsync(params string[] entities)
    {
        var key = Guid.CreateVersion7().ToString();
        var transaction = New(entities) with
        {
            Changes = [new Change(ChangeKind.Insert, "executed_obs_unit", key, Execution(key, "running"))],
        };
        await AcceptAsync(transaction);
        await PeekAsync();
        await FailAsync(transaction);
        return transaction;
    }

    private async Task<TransactionRecord> FindAsync(Transaction transaction) =>
        (await Ports.Log.FindAsync(transaction.Id, CancellationToken.None))!;

    private static JsonObject Execution(string id, string status) =>
        new() { ["id"] = id, ["start_time"] = "2023-03-28T04:05:06Z", ["status"] = status };

    private static string StatusOf(Transaction transaction) => transaction.Changes[0].Values!["status"]!.ToString();
}
