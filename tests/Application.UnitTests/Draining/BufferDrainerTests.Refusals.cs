using System.Text.Json.Nodes;
using CcatOps.Application.Draining;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Draining;

public sealed partial class BufferDrainerTests
{
    [Test]
    public async Task What_no_operation_of_the_site_makes_fails_and_stops_nothing_else()
    {
        BufferedTransaction[] entries = [.. Independent(1, 3)];
        var forged = new Change(ChangeKind.Insert, Tables.ApiToken.Name, "1", new JsonObject { ["kind"] = "ordinary", ["scopes"] = "*:*" });
        entries[1] = entries[1] with { Transaction = entries[1].Transaction with { Changes = [forged] } };
        source.Add(entries);

        await DrainAllAsync();

        Assert.That(Applied(), Is.EqualTo(new[] { 1, 3 }));
        var (id, failure) = source.Failed.Single();
        Assert.That((id, failure.Class), Is.EqualTo((entries[1].Transaction.Id, FailureClass.Permanent)));
        Assert.That(failure.Message, Does.Contain("api_token"));
    }

    [Test]
    public async Task What_a_newer_program_has_taken_fails_and_is_not_half_applied()
    {
        var entries = Independent(1, 3).ToArray();
        entries[1] = entries[1] with { Transaction = entries[1].Transaction with { Version = Domain.Writes.Transaction.CurrentVersion + 1 } };
        source.Add(entries);
        await DrainAllAsync();
        Assert.That(source.Failed.Keys, Is.EqualTo(new[] { Id(2) }));
        Assert.That(Applied(), Is.EqualTo(new[] { 1, 3 }));
    }

    [Test]
    public async Task A_poisonous_transaction_in_a_batch_fails_alone()
    {
        await GrowTo(128);
        source.Add(Independent(1_001, 100));
        main.Refusals[Id(1_042)] = NoSuchUnit;
        await DrainAllAsync();
        Assert.That(source.Failed, Is.EqualTo(new Dictionary<Guid, Failure> { [Id(1_042)] = NoSuchUnit }));
        Assert.That(Applied(), Is.EquivalentTo(Enumerable.Range(1_001, 100).Except([1_042])));
    }

    [Test]
    public async Task Poisonous_transactions_however_many_are_found_in_four_batches_by_groups_of_64_and_8()
    {
        await GrowTo(128);
        main.Sent.Clear();
        source.Add(Independent(1_001, 100));
        main.Refusals[Id(1_042)] = main.Refusals[Id(1_099)] = NoSuchUnit;
        await DrainAsync();
        Assert.That(main.Sent, Is.EqualTo(new int[][] { [100], [64, 36], [.. Enumerable.Repeat(8, 12), 4], [.. Enumerable.Repeat(1, 12)] }));
    }

    [Test]
    public async Task A_poisonous_transaction_among_many_of_one_entity_is_found_without_sending_again_what_stands_behind_it()
    {
        await GrowTo(128);
        main.Sent.Clear();
        source.Add([.. Enumerable.Range(1_001, 100).Select(sequence => Buffered(sequence, "a"))]);
        main.Refusals[Id(1_042)] = NoSuchUnit;
        await DrainAsync();
        Assert.That(main.Sent, Is.EqualTo(new int[][] { [100], [64, 36], [.. Enumerable.Repeat(8, 8)], [.. Enumerable.Repeat(1, 8)] }));
        Assert.That(Applied(), Is.EqualTo(Enumerable.Range(1_001, 41)));
        Assert.That(source.Failed.Keys, Is.EqualTo(new[] { Id(1_042) }));
    }

    [Test]
    public async Task What_was_skipped_behind_one_that_main_had_already_goes_on()
    {
        await GrowTo(128);
        source.Add([.. Enumerable.Range(1_001, 100).Select(sequence => Buffered(sequence, "a"))]);
        source.Trouble = step =>
        {
            if (step == "peek")
                main.Applied.AddRange(source.Queue.Take(42));
        };
        await DrainAsync();
        Assert.That(main.Sent[^1], Is.EqualTo(new[] { 8, 8, 36 }));
        Assert.That(Applied(), Is.EqualTo(Enumerable.Range(1_001, 100)));
        Assert.That(source.Failed, Is.Empty);
        Assert.That(source.Queue, Is.Empty);
    }

    [TestCase("23503", 0)]
    [TestCase("22007", 0)]
    [TestCase("23505", 1)]
    [TestCase("P0001", 1)]
    [TestCase("42501", 0)]
    [TestCase("55P03", 0)]
    public async Task Markers_are_asked_for_only_where_a_refusal_may_be_a_repetition(string sqlState, int queries)
    {
        source.Add(Buffered(1, "a"));
        main.Refusals[Id(1)] = new Failure(sqlState, "refused");
        await DrainAsync();
        Assert.That(main.MarkerQueries, Is.EqualTo(queries));
    }

    [Test]
    public async Task A_confirmation_that_fails_while_the_rest_is_at_main_loses_and_repeats_nothing()
    {
        await GrowTo(128);
        source.Add(Independent(1_001, 100));
        main.Refusals[Id(1_042)] = NoSuchUnit;
        TroubleOnce("confirm");
        await DrainAsync();
        Assert.That(source.Queue, Has.Count.EqualTo(100));

        await DrainAllAsync();
        Assert.That(Applied(), Is.EquivalentTo(Enumerable.Range(1_001, 100).Except([1_042])));
        Assert.That(source.Failed.Keys, Is.EqualTo(new[] { Id(1_042) }));
    }

    [Test]
    public async Task Where_refusals_are_met_groups_are_small_so_that_one_takes_little_with_it()
    {
        await GrowTo(128);
        source.Add(Independent(1_001, 200));
        main.Refusals[Id(1_042)] = main.Refusals[Id(1_142)] = NoSuchUnit;
        await DrainAsync();
        var before = main.Batches;
        await DrainAsync();
        Assert.That(main.Batches - before, Is.EqualTo(3), "small groups, few, single ones");
    }

    [Test]
    public async Task Followers_of_a_failed_transaction_are_held_back_while_others_go_through()
    {
        source.Add(Buffered(1, "a"), Buffered(2, "b"), Buffered(3, "a"), Buffered(4, "c"), Buffered(5, "a"));
        main.Refusals[Id(1)] = NoSuchUnit;
        await DrainAllAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 2, 4 }));
        Assert.That(source.Parked.Select(entry => entry.Sequence), Is.EqualTo(new[] { 3, 5 }));
    }

    [Test]
    public async Task What_is_held_back_holds_back_its_own_entities()
    {
        source.Add(Buffered(1, "a"), Buffered(2, "a", "b"), Buffered(3, "b"), Buffered(4, "c"));
        main.Refusals[Id(1)] = NoSuchUnit;
        await DrainAllAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 4 }));
        Assert.That(source.Parked.Select(entry => entry.Sequence), Is.EqualTo(new[] { 2, 3 }));
    }

    [Test]
    public async Task What_came_before_a_failed_transaction_of_the_same_entity_is_applied()
    {
        source.Add(Buffered(1, "a"), Buffered(2, "a"), Buffered(3, "a"));
        main.Refusals[Id(2)] = NoSuchUnit;
        await DrainAllAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task Main_that_answers_with_a_refusal_is_not_waited_for()
    {
        source.Add(Buffered(1, "a"));
        main.Refusals[Id(1)] = Internal;
        FaultOnce(LinkFault.Cut);
        await DrainAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        await DrainAsync();
        Assert.That(drainer.Status, Is.EqualTo(new DrainStatus(DrainState.Running, LastError: Internal.ToString())));
    }

    [Test]
    public async Task An_error_of_an_unknown_class_uses_up_attempts_with_the_delay_of_the_schedule_and_fails_after_ten_minutes()
    {
        source.Add(Buffered(1, "a"));
        main.Refusals[Id(1)] = Internal;
        await DrainAsync();
        Assert.That(source.Queue.Single().Attempts, Is.EqualTo(1));

        time.Advance(TimeSpan.FromSeconds(4.9));
        await DrainAsync();
        Assert.That(source.Queue.Single().Attempts, Is.EqualTo(1));

        time.Advance(TimeSpan.FromSeconds(0.1));
        await DrainAsync();
        Assert.That(source.Queue.Single().Attempts, Is.EqualTo(2));

        for (var minute = 0; minute < 10; minute++)
        {
            Assert.That(source.Failed, Is.Empty);
            time.Advance(TimeSpan.FromMinutes(1));
            await lease.RenewAsync(CancellationToken.None);
            await DrainAsync();
        }

        time.Advance(TimeSpan.FromMinutes(5));
        await DrainAsync();
        Assert.That(source.Failed, Is.EqualTo(new Dictionary<Guid, Failure> { [Id(1)] = Internal }));
    }

    [Test]
    public async Task An_error_that_passes_leaves_nothing_behind()
    {
        source.Add(Buffered(1, "a"), Buffered(2, "a"));
        main.Refusals[Id(1)] = Internal;
        await DrainAsync();
        main.Refusals.Clear();
        time.Advance(TimeSpan.FromSeconds(5));
        await DrainAllAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task Later_transactions_do_not_overtake_one_that_will_be_tried_again()
    {
        source.Add(Buffered(1, "a"), Buffered(2, "a"));
        main.Refusals[Id(1)] = Internal;
        await DrainAsync();
        Assert.That(main.Applied, Is.Empty);
    }

    [Test]
    public async Task One_that_waits_for_its_next_attempt_holds_up_nobody_else_and_keeps_nobody_busy()
    {
        source.Add(Buffered(1, "a"), Buffered(2, "a"), Buffered(3, "b"));
        main.Refusals[Id(1)] = Internal;
        await DrainAllAsync();
        Assert.That(Applied(), Is.EqualTo(new[] { 3 }));
        Assert.That(await drainer.DrainAsync(CancellationToken.None), Is.False);
    }

    [Test]
    public async Task A_refused_transaction_whose_marker_is_found_is_confirmed()
    {
        source.Add(Buffered(1, "a"), Buffered(2, "a"));
        await DrainAsync();
        source.Add(Buffered(3, "a"));
        source.Trouble = step =>
        {
            if (step == "peek")
                main.Applied.Add(source.Queue[0]);
        };
        await DrainAsync();
        Assert.That(source.Confirmed, Is.EqualTo(new[] { Id(1), Id(2), Id(3) }));
        Assert.That(source.Failed, Is.Empty);
        Assert.That(Applied(), Is.EqualTo(new[] { 1, 2, 3 }));
    }
}
