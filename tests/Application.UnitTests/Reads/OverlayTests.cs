using System.Text.Json.Nodes;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Reads;

public sealed class OverlayTests
{
    [TestCase("start_observation", "ordinary", false)]
    [TestCase("create_token", "ordinary", false)]
    [TestCase("create_emergency_token", "ordinary", false)]
    [TestCase("create_emergency_token", "emergency", true)]
    public void Of_tokens_the_buffer_shows_those_alone_that_its_operations_make(string operation, string kind, bool isShown)
    {
        var token = new JsonObject { ["id"] = $"{Id(7)}", ["kind"] = kind, ["created_at"] = "2026-11-29T02:00:00Z", ["expires_at"] = "2026-11-29T04:00:00Z" };
        var forged = Transaction(1, new Change(ChangeKind.Insert, Tables.ApiToken.Name, $"{Id(7)}", token)) with { Operation = operation };
        var overlay = OverlaySnapshot.Empty.With([new OverlayEvent.Taken(OverlayTransaction.Of(forged, 1, TransactionState.Buffered))]);

        Assert.That(overlay.Find(Tables.ApiToken, $"{Id(7)}") is not null, Is.EqualTo(isShown));
    }

    [Test]
    public void A_role_is_never_given_by_the_buffer()
    {
        var forged = Transaction(1, new Change(ChangeKind.Insert, Tables.UserRole.Name, $"{Id(7)}", new JsonObject { ["id"] = $"{Id(7)}", ["role"] = "admin" }));
        var overlay = OverlaySnapshot.Empty.With([new OverlayEvent.Taken(OverlayTransaction.Of(forged with { Operation = "sign_in" }, 1, TransactionState.Buffered))]);

        Assert.That(overlay.Find(Tables.UserRole, $"{Id(7)}"), Is.Null);
    }

    [Test]
    public void An_inserted_row_is_known_entirely()
    {
        var overlay = With(Taken(1, Insert(Execution(7, obsUnitId: 3))));
        Assert.That(Row(overlay, 7).IsWhole, Is.True);
        Assert.That(Row(overlay, 7).ToRecord<ExecutedObsUnit>().ObsUnitId, Is.EqualTo(3));
    }

    [Test]
    public void An_updated_row_is_known_in_part()
    {
        var row = Row(With(Taken(1, Finish(Id(7)))), 7);
        Assert.That(row.IsWhole, Is.False);
        Assert.That(row.ReadValues()!.Select(value => value.Key), Is.EqualTo(new[] { "status", "end_time" }));
    }

    [Test]
    public void An_update_is_laid_over_the_insert_before_it()
    {
        var row = Row(With(Taken(1, Insert(Execution(7, obsUnitId: 3))), Taken(2, Finish(Id(7)))), 7);
        Assert.That(row.IsWhole, Is.True);
        Assert.That(row.ToRecord<ExecutedObsUnit>().Status, Is.EqualTo(ExecutionStatus.Completed));
        Assert.That(row.ToRecord<ExecutedObsUnit>().ObsUnitId, Is.EqualTo(3));
    }

    [Test]
    public void The_state_of_a_row_is_that_of_its_newest_transaction()
    {
        var overlay = With(Taken(1, Insert(Execution(7))), Taken(2, Finish(Id(7))), Moved(TransactionState.Committed, 1));
        Assert.That(overlay.SyncOf(Row(overlay, 7)), Is.EqualTo(new Sync(TransactionState.Buffered, Id(2))));
    }

    [Test]
    public void Changes_count_in_the_order_of_their_sequences_however_they_arrive()
    {
        var overlay = With(
            Taken(2, Update(Id(7), new JsonObject { ["comment"] = "later" })),
            Taken(1, Update(Id(7), new JsonObject { ["comment"] = "earlier", ["instrument_module"] = "prime_cam" })));
        Assert.That(Row(overlay, 7).ReadValues()!.ToJsonString(), Is.EqualTo("""{"comment":"later","instrument_module":"prime_cam"}"""));
    }

    [Test]
    public void Several_changes_of_one_transaction_to_one_row_come_and_go_together()
    {
        var taken = Taken(1, Insert(Execution(7)), Finish(Id(7)));
        Assert.That(Row(With(taken), 7).ToRecord<ExecutedObsUnit>().Status, Is.EqualTo(ExecutionStatus.Completed));
        Assert.That(With(taken, Released(1)).Find(Tables.ExecutedObsUnit, Id(7).ToString()), Is.Null);
    }

    [Test]
    public void Releasing_the_insert_leaves_the_patch()
    {
        var row = Row(With(Taken(1, Insert(Execution(7))), Taken(2, Finish(Id(7))), Released(1)), 7);
        Assert.That(row.IsWhole, Is.False);
        Assert.That(row.ReadValues()!.Select(value => value.Key), Is.EqualTo(new[] { "status", "end_time" }));
    }

    [Test]
    public void Releasing_the_newer_leaves_the_older()
    {
        var overlay = With(Taken(1, Insert(Execution(7))), Taken(2, Finish(Id(7))), Released(2));
        Assert.That(Row(overlay, 7).ToRecord<ExecutedObsUnit>().Status, Is.EqualTo(ExecutionStatus.Running));
        Assert.That(overlay.SyncOf(Row(overlay, 7)).TransactionId, Is.EqualTo(Id(1)));
    }

    [Test]
    public void A_row_that_nothing_changes_any_more_is_gone()
    {
        var overlay = With(Taken(1, Insert(Execution(7))), Taken(2, Finish(Id(7))), Released(1, 2));
        Assert.That(overlay.Keys(Tables.ExecutedObsUnit), Is.Empty);
        Assert.That(overlay.RowsUnder(Tables.ExecutedObsUnit, "1"), Is.Empty);
    }

    [Test]
    public void A_deleted_row_leaves_a_tombstone()
    {
        var row = Row(With(Taken(1, Insert(Execution(7))), Taken(2, Delete(Id(7)))), 7);
        Assert.That((row.IsDeleted, row.ReadValues()), Is.EqualTo((true, (JsonObject?)null)));
    }

    [Test]
    public void A_row_of_the_database_that_is_deleted_leaves_a_tombstone() =>
        Assert.That(Row(With(Taken(1, Delete(Id(7)))), 7).IsDeleted, Is.True);

    [Test]
    public void An_update_does_not_bring_a_deleted_row_back()
    {
        var row = Row(With(Taken(1, Delete(Id(7))), Taken(2, Finish(Id(7)))), 7);
        Assert.That((row.IsDeleted, row.ReadValues()), Is.EqualTo((true, (JsonObject?)null)));
    }

    [Test]
    public void An_insert_after_a_delete_is_a_new_row() =>
        Assert.That(Row(With(Taken(1, Delete(Id(7))), Taken(2, Insert(Execution(7)))), 7).IsDeleted, Is.False);

    [Test]
    public void Children_are_found_under_their_parent()
    {
        var overlay = With(Taken(1, Insert(Execution(7))), Taken(2, Insert(File(21, 7)), Insert(File(22, 8))));
        Assert.That(KeysUnder(overlay, Id(7).ToString()), Is.EqualTo(new[] { Id(21).ToString() }));
        Assert.That(KeysUnder(overlay, Id(8).ToString()), Is.EqualTo(new[] { Id(22).ToString() }));
        Assert.That(KeysUnder(overlay, Id(9).ToString()), Is.Empty);
    }

    [Test]
    public void A_row_known_in_part_may_be_under_any_parent()
    {
        var overlay = With(Taken(1, Finish(Id(7))));
        Assert.That(overlay.RowsUnder(Tables.ExecutedObsUnit, "1").Single().Key, Is.EqualTo(Id(7).ToString()));
    }

    [Test]
    public void A_row_whose_insert_is_released_may_be_under_any_parent()
    {
        var overlay = With(Taken(1, Insert(Execution(7, obsUnitId: 1))), Taken(2, Finish(Id(7))));
        Assert.That(overlay.RowsUnder(Tables.ExecutedObsUnit, "2"), Is.Empty);
        Assert.That(overlay.With([Released(1)]).RowsUnder(Tables.ExecutedObsUnit, "2"), Has.Exactly(1).Items);
    }

    [Test]
    public void A_row_that_moves_to_another_parent_is_found_there_only()
    {
        var overlay = With(Taken(1, Insert(Execution(7, obsUnitId: 1))), Taken(2, Update(Id(7), new JsonObject { ["obs_unit_id"] = 2 })));
        Assert.That(overlay.RowsUnder(Tables.ExecutedObsUnit, "1"), Is.Empty);
        Assert.That(overlay.RowsUnder(Tables.ExecutedObsUnit, "2"), Has.Exactly(1).Items);
    }

    [Test]
    public void Unconfirmed_are_the_committed_ones_oldest_first()
    {
        var overlay = With(
            Taken(3, Insert(Execution(3))), Taken(1, Insert(Execution(1))), Taken(2, Insert(Execution(2))),
            Moved(TransactionState.Committed, 3, 1));
        Assert.That(overlay.Unconfirmed.Select(entry => entry.Id), Is.EqualTo(new[] { Id(1), Id(3) }));
        Assert.That(overlay.With([Released(1)]).Unconfirmed, Has.Count.EqualTo(1));
    }

    [Test]
    public void Each_event_alone_changes_nothing_when_repeated()
    {
        OverlayEvent[] events =
        [
            Taken(1, Insert(Execution(7))), Taken(2, Finish(Id(7))), Moved(TransactionState.Applying, 1, 2),
            Moved(TransactionState.Committed, 1), Released(1),
        ];
        Assert.That(Print(With([.. events.SelectMany(happened => new[] { happened, happened })])), Is.EqualTo(Print(With(events))));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public void The_events_since_any_moment_lead_to_the_same_when_repeated(int moment)
    {
        OverlayEvent[] events =
        [
            Taken(1, Insert(Execution(7))), Taken(2, Finish(Id(7))), Moved(TransactionState.Applying, 1, 2),
            Moved(TransactionState.Committed, 1, 2), Released(1),
        ];
        Assert.That(Print(With(events).With(events[moment..])), Is.EqualTo(Print(With(events))));
    }

    [Test]
    public void News_of_an_unknown_transaction_changes_nothing() =>
        Assert.That(Print(With(Moved(TransactionState.Committed, 1), Released(2))), Is.EqualTo(Print(OverlaySnapshot.Empty)));

    [Test]
    public void What_was_read_before_does_not_change()
    {
        var before = With(Taken(1, Insert(Execution(7))));
        before.With([Taken(2, Finish(Id(7))), Moved(TransactionState.Committed, 1), Released(1)]);
        Assert.That(Row(before, 7).ToRecord<ExecutedObsUnit>().Status, Is.EqualTo(ExecutionStatus.Running));
        Assert.That(before.Unconfirmed, Is.Empty);
    }

    [Test]
    public void Rows_stand_in_the_order_of_lists_until_they_are_gone_or_known_in_part()
    {
        var overlay = With(
            Taken(1, Insert(Execution(7) with { StartTime = Now })),
            Taken(2, Insert(Execution(8) with { StartTime = Now.AddMinutes(2) }), Insert(Execution(9) with { StartTime = Now.AddMinutes(1) })),
            Taken(3, Finish(Id(8))));
        Assert.That(Ordered(overlay, after: null), Is.EqualTo(new[] { Id(8), Id(9), Id(7) }));
        Assert.That(Ordered(overlay, ListPlace.NewestFirst(Now.AddMinutes(2), Id(8))), Is.EqualTo(new[] { Id(9), Id(7) }));
        Assert.That(Ordered(overlay, ListPlace.NewestFirst(Now.AddMinutes(1), Guid.Empty)), Is.EqualTo(new[] { Id(7) }));

        var later = overlay.With([Taken(4, Update(Id(7), new JsonObject { ["start_time"] = "2040-01-01T00:00:00Z" })), Released(2)]);
        Assert.That(Ordered(later, after: null), Is.EqualTo(new[] { Id(7) }));
        Assert.That(later.Patches(Tables.ExecutedObsUnit).Select(row => row.Key), Is.EqualTo(new[] { $"{Id(8)}" }));
        Assert.That(Ordered(later.With([Taken(5, Delete(Id(7)))]), after: null), Is.Empty);

        static IEnumerable<Guid> Ordered(OverlaySnapshot overlay, ListPlace? after) =>
            overlay.Listed(Tables.ExecutedObsUnit, after).Select(row => Guid.Parse(row.Key));
    }

    internal static OverlaySnapshot With(params OverlayEvent[] events) => OverlaySnapshot.Empty.With(events);

    internal static OverlayEvent Taken(int number, params Change[] changes) =>
        new OverlayEvent.Taken(OverlayTransaction.Of(Transaction(number, [.. changes]), number, TransactionState.Buffered));

    internal static OverlayEvent Moved(TransactionState state, params int[] numbers) =>
        new OverlayEvent.Moved([.. numbers.Select(Id)], state, state == TransactionState.Committed ? new Lsn(100) : null);

    internal static OverlayEvent Released(params int[] numbers) => new OverlayEvent.Released([.. numbers.Select(Id)]);

    private static OverlayRow Row(OverlaySnapshot overlay, int number) => overlay.Find(Tables.ExecutedObsUnit, Id(number).ToString())!;

    private static IEnumerable<string> KeysUnder(OverlaySnapshot overlay, string parent) =>
        overlay.RowsUnder(Tables.RawDataFile, parent).Select(row => row.Key);

    private static string Print(OverlaySnapshot overlay) => string.Join('\n', Tables.All
        .SelectMany(table => overlay.Keys(table).Order().Select(key => overlay.Find(table, key)!))
        .Select(row => $"{row.Key} {row.IsWhole} {row.ReadValues()?.ToJsonString()} {overlay.SyncOf(row)}")
        .Concat(overlay.Unconfirmed.Select(entry => $"{entry.Sequence} {entry.Id} {entry.Lsn}"))
        .Concat(overlay.RowsUnder(Tables.ExecutedObsUnit, "1").Select(row => $"under 1: {row.Key}")));
}
