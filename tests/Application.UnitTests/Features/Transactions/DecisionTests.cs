using System.Text.Json.Nodes;
using CcatOps.Application.Errors;
using CcatOps.Application.Features.Transactions;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Rehearsals;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Features.Transactions;

public sealed class DecisionTests
{
    private readonly List<Transaction?> audits = [];
    private readonly List<Transaction> rehearsed = [];
    private UseCases useCases = null!;
    private Failure? refusal;

    [SetUp]
    public void Compose()
    {
        useCases = new UseCases(Secondary);
        audits.Clear();
        rehearsed.Clear();
        refusal = null;
        var records = new[] { Failed(1, "23503"), Failed(2, "22001") };
        useCases.Log.Setup(log => log.ListAsync(It.IsAny<TransactionFilter>(), null, It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new TransactionPage(records, null));
        foreach (var record in records)
            useCases.Log.Setup(log => log.FindAsync(record.Id, It.IsAny<CancellationToken>())).ReturnsAsync(record);
        useCases.Feed.Setup(feed => feed.ReadAsync(It.IsAny<OverlayVersion?>(), It.IsAny<CancellationToken>())).ReturnsAsync(new OverlayUpdate(
            new OverlayVersion("life", 1),
            IsSnapshot: true,
            [.. records.Select(record => new OverlayEvent.Taken(OverlayTransaction.Of(record.Body!, record.Sequence!.Value, TransactionState.Failed)))]));
        useCases.Failed.Setup(failed => failed.RetryAsync(It.IsAny<Guid>(), Capture.In(audits), It.IsAny<CancellationToken>()))
            .ReturnsAsync((Guid id, Transaction? _, CancellationToken _) => [id]);
        useCases.Failed
            .Setup(failed => failed.EditAsync(
                It.IsAny<Transaction>(), It.IsAny<TransactionEdit>(), 0, Capture.In(audits), It.IsAny<CancellationToken>()))
            .ReturnsAsync((Transaction edited, TransactionEdit _, int _, Transaction? _, CancellationToken _) => [edited.Id]);
        useCases.Rehearsal.Setup(port => port.TryAsync(It.IsAny<IReadOnlyList<Transaction>>(), It.IsAny<CancellationToken>()))
            .Callback((IReadOnlyList<Transaction> tried, CancellationToken _) => rehearsed.AddRange(tried))
            .ReturnsAsync((IReadOnlyList<Transaction> tried, CancellationToken _) => [.. tried.Select(_ => Outcome())]);
    }

    [TearDown]
    public ValueTask Dispose_of_them() => useCases.DisposeAsync();

    [Test]
    public async Task A_dry_run_tells_the_count_and_the_fate_and_changes_nothing()
    {
        var answer = await useCases.SendAsync(new RetryTransactions { Filter = new FailedFilter(), DryRun = true });

        Assert.That((answer.DryRun, answer.Count, answer.NotRehearsed), Is.EqualTo((true, 2, 0)));
        Assert.That(answer.Would!.Select(each => (each.TransactionId, each.Would)), Is.EqualTo(new[] { (Id(1), "apply"), (Id(2), "apply") }));
        Assert.That(audits, Is.Empty);
    }

    [Test]
    public async Task Another_count_than_was_told_changes_nothing()
    {
        await Assert.ThatAsync(
            () => useCases.SendAsync(new RetryTransactions { Filter = new FailedFilter(), ExpectedCount = 1 }),
            Throws.TypeOf<ConflictException>().With.Message.Contains("2 failed transactions"));
        Assert.That(audits, Is.Empty);
    }

    [TestCase("23503", "1")]
    [TestCase("22", "2")]
    [TestCase("23505", "")]
    public async Task Retried_are_those_with_the_error_that_is_named(string sqlState, string ids)
    {
        var meant = ids.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => Id(int.Parse(number))).ToArray();
        var answer = await useCases.SendAsync(
            new RetryTransactions { Filter = new FailedFilter { SqlState = [sqlState] }, ExpectedCount = meant.Length });

        Assert.That(answer.Ids, Is.EqualTo(meant));
        Assert.That(audits.Select(audit => audit!.Changes[0].Values!["about_transaction_id"]!.ToString()), Is.EqualTo(meant.Select(id => $"{id}")));
    }

    [TestCase("telescope", null, 2)]
    [TestCase("somebody", null, 0)]
    [TestCase(null, "REFUSED", 2)]
    [TestCase("telescope", "no such error", 0)]
    public async Task Those_are_meant_that_the_principal_sent_and_whose_error_has_the_text(string? principal, string? error, int count)
    {
        var filter = new FailedFilter { Principal = principal is null ? null : [principal], Error = error };

        Assert.That((await useCases.SendAsync(new RetryTransactions { Filter = filter, DryRun = true })).Count, Is.EqualTo(count));
    }

    [Test]
    public async Task An_edit_can_be_tried_without_a_reason_and_without_effect()
    {
        refusal = new Failure("23503", "no such unit");
        var answer = await useCases.SendAsync(new EditTransaction
        {
            Id = Id(1),
            Changes = [new ChangeEdit(0, new JsonObject { ["obs_unit_id"] = 2 })],
            DryRun = true,
        });

        Assert.That((answer.DryRun, answer.Would[0].Would, answer.Ids.Count), Is.EqualTo((true, "fail", 0)));
        Assert.That(audits, Is.Empty);
    }

    [TestCase(false, null)]
    [TestCase(true, 0)]
    public async Task A_decision_about_several_names_them_one_way_and_their_count(bool both, int? count)
    {
        var request = new RetryTransactions { Ids = [Id(1)], Filter = both ? new FailedFilter() : null, ExpectedCount = count };
        Assert.That(await useCases.FaultyFieldsAsync(request), Is.EqualTo(new[] { both ? "ids" : "expected_count" }));
    }

    [Test]
    public async Task An_edit_is_tried_with_its_new_values_and_tells_the_difference()
    {
        var answer = await EditAsync("obs_unit_id", 2);

        Assert.That(rehearsed[0].Changes[0].Values!["obs_unit_id"]!.GetValue<int>(), Is.EqualTo(2));
        Assert.That(
            answer.Fields.Select(field => (field.Column, Old: $"{field.Old}", New: $"{field.New}")),
            Is.EqualTo(new[] { ("obs_unit_id", Old: "1", New: "2") }));
        Assert.That(answer.Ids, Is.EqualTo(new[] { Id(1) }));
        Assert.That(audits[0]!.Changes[0].Values!["action"]!.ToString(), Is.EqualTo("edit"));
    }

    [Test]
    public async Task An_edit_that_main_refuses_changes_nothing()
    {
        refusal = new Failure("23514", "no such status");
        await Assert.ThatAsync(() => EditAsync("obs_unit_id", 2), Throws.TypeOf<WriteRefusedException>().With.Message.Contains("no such status"));
        Assert.That(audits, Is.Empty);
    }

    [TestCase("id", "x", "changes[0].values.id")]
    [TestCase("colour", "red", "changes[0].values.colour")]
    [TestCase("obs_unit_id", "two", "changes[0].values.obs_unit_id")]
    [TestCase("start_time", "at noon", "changes[0].values.start_time")]
    [TestCase("obs_unit_id", 1, "changes")]
    public async Task What_cannot_be_edited_is_named(string column, object value, string field)
    {
        var exception = await Assert.ThrowsAsync<FluentValidation.ValidationException>(() => EditAsync(column, value));
        Assert.That(exception!.Errors.Select(fault => fault.PropertyName), Is.EqualTo(new[] { field }));
    }

    [TestCase("obs_unit_id", -1)]
    [TestCase("comment", "a\0")]
    public async Task A_new_value_obeys_the_rules_of_a_new_record(string column, object value)
    {
        var exception = await Assert.ThrowsAsync<FluentValidation.ValidationException>(() => EditAsync(column, value));
        Assert.That(exception!.Errors.Select(fault => fault.PropertyName.Split('.')[0]), Is.EqualTo(new[] { "changes[0]" }));
    }

    /// <summary>Main would refuse the audit for the value for which it refused the transaction.</summary>
    [Test]
    public async Task The_audit_of_an_edit_shows_an_old_value_that_main_cannot_hold_as_text()
    {
        var execution = Execution(1) with { Conditions = JsonNode.Parse("""{"pwv":1e-20000}""")!.AsObject() };
        var record = Failed(1, "22003") with { Body = Transaction(1, Insert(execution)) };
        useCases.Log.Setup(log => log.FindAsync(Id(1), It.IsAny<CancellationToken>())).ReturnsAsync(record);

        await useCases.SendAsync(new EditTransaction
        {
            Id = Id(1),
            Changes = [new ChangeEdit(0, new JsonObject { ["conditions"] = new JsonObject { ["pwv"] = 1 } })],
            Reason = "mistyped",
        });

        Assert.That(audits[0]!.Changes[0].Values!["details"]!["fields"]![0]!["old"]!.ToJsonString(), Is.EqualTo("""{"pwv":"1e-20000"}"""));
    }

    [TestCase("start_observation", "a\0", "23")]
    [TestCase("a\0", "executed_obs_unit:1", "23")]
    [TestCase("start_observation", "executed_obs_unit:1", "\0\0")]
    public async Task A_filter_that_main_could_not_keep_in_the_audit_is_refused(string operation, string entity, string sqlState)
    {
        var filter = new FailedFilter { Operation = [operation], Entity = [entity], SqlState = [sqlState] };
        var fields = await useCases.FaultyFieldsAsync(new RetryTransactions { Filter = filter, DryRun = true });
        Assert.That(fields, Has.Exactly(1).StartsWith("filter."));
    }

    [Test]
    public void A_reference_that_names_an_entity_cannot_be_edited()
    {
        var change = Insert(File(1, execution: 5));
        var ofExecution = Transaction(1, change) with { Entities = [$"executed_obs_unit:{Id(5)}"] };

        Assert.That(EditedTransaction.EditableColumns(ofExecution, change), Does.Not.Contain("executed_obs_unit_id").And.Contain("name"));
        Assert.That(EditedTransaction.EditableColumns(Transaction(1, change), change), Does.Contain("executed_obs_unit_id"));
    }

    private Task<TransactionEdited> EditAsync(string column, object value) => useCases.SendAsync(new EditTransaction
    {
        Id = Id(1),
        Changes = [new ChangeEdit(0, new JsonObject { [column] = JsonValue.Create(value) })],
        Reason = "mistyped",
    });

    private RehearsalOutcome Outcome() => refusal is null ? new RehearsalOutcome.Applied() : new RehearsalOutcome.Refused(refusal);

    private static TransactionRecord Failed(int number, string sqlState) => new()
    {
        Id = Id(number),
        State = TransactionState.Failed,
        Operation = "start_observation",
        SiteName = "ccat",
        Principal = "telescope",
        Entities = [$"executed_obs_unit:{Id(number)}"],
        Sequence = number,
        AcceptedAt = Now,
        Times = new Dictionary<TransactionState, DateTimeOffset> { [TransactionState.Failed] = Now },
        History = [new Attempt(Now, new Failure(sqlState, "refused"))],
        Body = Transaction(number, Insert(Execution(number))),
    };
}
