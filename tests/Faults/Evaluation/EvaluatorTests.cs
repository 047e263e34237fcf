using System.Text.Json.Nodes;
using CcatOps.Faults.Load;

namespace CcatOps.Faults.Evaluation;

/// <summary>The evaluation finds what is amiss; without this a clean verdict would say nothing.</summary>
internal sealed class EvaluatorTests
{
    private static readonly Guid execution = Guid.CreateVersion7();
    private static readonly AcceptedWrite start = Write(1, RequestKind.Start, "executed_obs_unit", execution, Row("a-1", "comment", "running"));
    private static readonly AcceptedWrite file = Write(2, RequestKind.File, "raw_data_file", Guid.CreateVersion7(), Row("a-2.0", "name"));
    private static readonly AcceptedWrite finish =
        Write(3, RequestKind.Finish, "executed_obs_unit", execution, new() { ["status"] = "completed" });

    private static readonly DatabaseContents good = new()
    {
        Markers = [new(start.Transaction, 1, 700, "a-1", []), new(file.Transaction, 2, 700, "a-2", []), new(finish.Transaction, 3, 701, "a-3", [])],
        Rows =
        [
            new("executed_obs_unit", execution, Row("a-1", "comment", "completed")),
            new("raw_data_file", file.Rows[0].Id, Row("a-2.0", "name")),
        ],
    };

    [Test]
    public void Nothing_is_found_where_nothing_is_amiss() => Assert.That(Find(good), Is.Empty);

    [Test]
    public void What_waits_in_its_order_is_not_amiss() => Assert.That(
        Find(good with { Markers = good.Markers.Take(1).ToArray(), Rows = [new("executed_obs_unit", execution, Row("a-1", "comment", "running"))] },
            new() { Buffered = [finish.Transaction, file.Transaction] }),
        Is.Empty);

    [Test]
    public void A_lost_write_is_found() => Assert.That(
        Find(good with { Markers = [.. good.Markers.Where(marker => marker.Key != "a-3")], Rows = [Running, good.Rows[1]] }),
        Is.EqualTo([ViolationKind.Lost]));

    [Test]
    public void A_marker_without_its_row_is_found() =>
        Assert.That(Find(good with { Rows = [good.Rows[0]] }), Is.EqualTo([ViolationKind.Lost]));

    [Test]
    public void A_row_without_its_marker_is_found() => Assert.That(
        Find(good with { Markers = [.. good.Markers.Where(marker => marker.Key != "a-2")] }, new() { Buffered = [file.Transaction] }),
        Is.EqualTo([ViolationKind.Unaccounted, ViolationKind.OutOfOrder]));

    [Test]
    public void A_second_row_of_the_same_request_is_found() => Assert.That(
        Find(good with { Rows = [.. good.Rows, new("raw_data_file", Guid.CreateVersion7(), Row("a-2.0", "name"))] }),
        Does.Contain(ViolationKind.Twice));

    [Test]
    public void What_is_applied_and_still_waits_is_found() =>
        Assert.That(Find(good, new() { Buffered = [finish.Transaction] }), Is.EqualTo([ViolationKind.Twice]));

    [Test]
    public void A_transaction_that_is_queued_twice_is_found() => Assert.That(
        Find(good with { Markers = [.. good.Markers.Take(2)], Rows = [Running, good.Rows[1]] },
            new() { Buffered = [finish.Transaction, finish.Transaction] }),
        Is.EqualTo([ViolationKind.Twice]));

    [Test]
    public void Swapped_sequences_are_found() => Assert.That(
        Find(good with { Markers = [good.Markers[0], good.Markers[1] with { Sequence = 3 }, good.Markers[2] with { Sequence = 2 }] }),
        Is.EqualTo([ViolationKind.OutOfOrder]));

    [Test]
    public void Sequences_in_order_that_were_applied_the_other_way_round_are_found() => Assert.That(
        Find(good with { Markers = [good.Markers[0], good.Markers[1] with { DatabaseTransaction = 702 }, good.Markers[2]] }),
        Is.EqualTo([ViolationKind.OutOfOrder]));

    [Test]
    public void A_final_state_without_what_came_before_is_found() => Assert.That(
        Find(good with { Markers = [good.Markers[0], good.Markers[2]], Rows = [good.Rows[0]] }, new() { Buffered = [file.Transaction] }),
        Is.EqualTo([ViolationKind.OutOfOrder]));

    [Test]
    public void Other_values_than_were_sent_are_found() => Assert.That(
        Find(good with { Rows = [Running, good.Rows[1]] }), Is.EqualTo([ViolationKind.WrongValues]));

    [Test]
    public void A_failure_that_nobody_provoked_is_found() => Assert.That(
        Find(good with { Markers = [.. good.Markers.Take(2)], Rows = [Running, good.Rows[1]] }, new() { Failed = [finish.Transaction] }),
        Is.EqualTo([ViolationKind.FalseFailure]));

    [Test]
    public void A_provoked_failure_is_not_amiss() => Assert.That(
        Evaluator.Find(new([start, finish with { IsProvoked = true }], new() { Failed = [finish.Transaction] },
            new() { Markers = [.. good.Markers.Take(1)], Rows = [Running] })),
        Is.Empty);

    [Test]
    public void A_write_without_an_answer_may_be_there_once() => Assert.That(
        Evaluator.Find(new([start, finish], new(), good) { OpenKeys = new HashSet<string> { "a-2" } }), Is.Empty);

    [Test]
    public void What_nobody_sent_is_found() => Assert.That(
        Evaluator.Find(new([start, finish], new(), good)).Select(violation => violation.Kind),
        Is.EqualTo([ViolationKind.Unaccounted, ViolationKind.Unaccounted]));

    [Test]
    public void A_row_that_only_main_has_is_found() => Assert.That(
        Convergence.Find(["a (1)", "a (2)"], ["a (1)"]).Select(violation => violation.Text), Is.EqualTo(["only at main: a (2)"]));

    private static StoredRow Running => new("executed_obs_unit", execution, Row("a-1", "comment", "running"));

    private static IEnumerable<ViolationKind> Find(DatabaseContents main, BufferContents? buffer = null) =>
        Evaluator.Find(new([start, file, finish], buffer ?? new(), main)).Select(violation => violation.Kind);

    private static AcceptedWrite Write(long ordinal, RequestKind kind, string table, Guid row, JsonObject values) =>
        new(ordinal, kind, $"a-{ordinal}", Guid.CreateVersion7(), [execution], [new(table, row, values)], false);

    private static JsonObject Row(string key, string column, string? status = null)
    {
        var values = new JsonObject { [column] = key, ["size"] = 1.0 };
        if (status is not null)
            values["status"] = status;
        return values;
    }
}
