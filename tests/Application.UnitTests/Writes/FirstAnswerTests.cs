using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.UnitTests.Writes;

public sealed class FirstAnswerTests
{
    private static readonly DateTimeOffset First = new(2023, 3, 28, 4, 5, 6, TimeSpan.Zero);
    private static readonly Guid Execution = Guid.CreateVersion7();

    [Test]
    public void A_start_has_the_id_and_time_that_it_was_given_and_is_running_whatever_came_later()
    {
        var shown = Running(First) with { Status = ExecutionStatus.Completed, EndTime = First.AddHours(1) };
        var again = Running(First.AddDays(1));

        var answer = FirstAnswer.Of(Sent(RowChanges.Insert(Tables.ExecutedObsUnit, again)), [ShownRow.Of(Tables.ExecutedObsUnit, shown)])!;

        Assert.That(answer.Changes[0].Key, Is.EqualTo($"{shown.Id}"));
        Assert.That(
            RowChanges.ToRecord<ExecutedObsUnit>(answer.Changes[0].Values!) with { Conditions = null, RawDataFiles = again.RawDataFiles },
            Is.EqualTo(again with { Id = shown.Id, StartTime = First, Conditions = null }));
    }

    [Test]
    public void A_finish_has_the_time_that_it_was_given()
    {
        var shown = Running(First) with { Status = ExecutionStatus.Completed, EndTime = First.AddHours(1) };
        var again = RowChanges.Update(
            Tables.ExecutedObsUnit, $"{shown.Id}", new { Status = ExecutionStatus.Completed, EndTime = First.AddDays(1) }, new { });

        var answer = FirstAnswer.Of(Sent(again), [ShownRow.Of(Tables.ExecutedObsUnit, shown)])!;

        Assert.That((string?)answer.Changes[0].Values!["end_time"], Does.StartWith("2023-03-28T05:05:06"));
        Assert.That(answer.Changes[0].Values!.Count, Is.EqualTo(2));
    }

    [Test]
    public void Files_have_the_ids_that_they_were_given_in_the_order_in_which_they_were_sent()
    {
        RawDataFile[] shown = [File("a"), File("b"), File("b"), File("c")];
        RawDataFile[] again = [File("c"), File("b"), shown[0], File("b")];

        var answer = FirstAnswer.Of(
            Sent([.. again.Select(file => RowChanges.Insert(Tables.RawDataFile, file))]), shown.Select(file => ShownRow.Of(Tables.RawDataFile, file)))!;

        var expected = new[] { shown[3], shown[1], shown[0], shown[2] }.Select(file => $"{file.Id}");
        Assert.That(answer.Changes.Select(change => change.Key), Is.EqualTo(expected));
        Assert.That(answer.Changes.Select(change => (string?)change.Values!["id"]), Is.EqualTo(expected));
    }

    [Test]
    public void Where_a_row_is_missing_there_is_no_answer() =>
        Assert.That(FirstAnswer.Of(Sent(RowChanges.Insert(Tables.RawDataFile, File("a"))), [ShownRow.Of(Tables.RawDataFile, File("b"))]), Is.Null);

    private static ExecutedObsUnit Running(DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(),
        ObsUnitId = 1,
        Status = ExecutionStatus.Running,
        StartTime = at,
        Comment = "clear",
        Conditions = new JsonObject { ["pwv"] = 0.5 },
    };

    private static RawDataFile File(string name) => new() { Id = Guid.CreateVersion7(), ExecutedObsUnitId = Execution, Name = name };

    private static Transaction Sent(params Change[] changes) => new()
    {
        Id = Guid.CreateVersion7(),
        SiteName = "observatory",
        Operation = "start_observation",
        Principal = "telescope",
        Entities = [],
        Changes = [.. changes],
        AcceptedAt = First,
        RequestHash = "00",
    };
}
