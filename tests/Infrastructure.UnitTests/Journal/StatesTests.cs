using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Journal;
using static CcatOps.Infrastructure.UnitTests.Journal.JournalCase;

namespace CcatOps.Infrastructure.UnitTests.Journal;

/// <summary>The states of transactions as the journal alone knows them.</summary>
public sealed class StatesTests
{
    private JournalCase files = null!;
    private JournalFolder one = null!;
    private JournalFolder other = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        files = new JournalCase();
        (one, other) = (files.Open(), files.Open());
        for (var sequence = 1; sequence <= 5; sequence++)
            await one.AppendAsync(Accepted(sequence));
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await one.DisposeAsync();
        await other.DisposeAsync();
        files.Dispose();
    }

    [Test]
    public async Task The_latest_change_decides_whichever_process_wrote_it()
    {
        await MoveAsync(one, "2-3", TransactionState.Failed);
        await MoveAsync(other, "2-3", TransactionState.Buffered);
        await MoveAsync(one, "1-2", TransactionState.Committed);
        await MoveAsync(one, "4", TransactionState.Committed);
        await MoveAsync(other, "4", TransactionState.Buffered);

        Assert.That(States(), Is.EqualTo("1 Committed, 2 Committed, 3 Buffered, 4 Buffered, 5 Buffered"));
    }

    [Test]
    public async Task A_failure_keeps_its_reason()
    {
        await other.AppendAsync(new JournalRecord.Moved("3", TransactionState.Failed) { Error = "23503: no such row" });

        Assert.That(one.Unsettled().Single(found => found.State == TransactionState.Failed).Error, Is.EqualTo("23503: no such row"));
    }

    [Test]
    public async Task A_withdrawn_edit_has_no_effect()
    {
        await one.AppendAsync(Edited(1, "first"));
        var order = one.NextOrder();
        await one.AppendAsync(Edited(1, "second") with { Order = order });
        await other.AppendAsync(new JournalRecord.Withdrawn(1, order));

        Assert.That(one.Unsettled().First().Transaction.Changes[0].Values!["comment"]!.ToString(), Is.EqualTo("first"));
    }

    [Test]
    public async Task What_is_settled_beyond_the_watermark_is_final()
    {
        await one.AppendAsync(new JournalRecord.Settled(2, Noon) { Beyond = "3-4" });

        Assert.That(States(), Is.EqualTo("2 Buffered, 5 Buffered"));
    }

    [Test]
    public async Task What_was_put_back_after_it_was_settled_is_not_final_until_main_has_it_again()
    {
        await MoveAsync(one, "1-5", TransactionState.Committed);
        await one.AppendAsync(new JournalRecord.Settled(6, Noon));
        await MoveAsync(one, "3", TransactionState.Buffered);
        Assert.That(States(), Is.EqualTo("3 Buffered"));

        await MoveAsync(one, "3", TransactionState.Committed);
        Assert.That(States(), Is.Empty);
    }

    private static Task MoveAsync(JournalFolder journal, string sequences, TransactionState state) =>
        journal.AppendAsync(new JournalRecord.Moved(sequences, state) { Lsn = state == TransactionState.Committed ? new Lsn(1) : null });

    private string States() => string.Join(", ", other.Unsettled().Select(found => $"{found.Sequence} {found.State}"));
}
