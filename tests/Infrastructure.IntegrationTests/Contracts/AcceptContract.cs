using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

internal sealed class AcceptContract<TStorage> : BufferContract<TStorage>
    where TStorage : IBufferStorage, new()
{
    [Test]
    public async Task Keeps_the_whole_transaction()
    {
        var transaction = New("executed_obs_unit:1", "source:Ω Centauri") with
        {
            Changes = [new Change(ChangeKind.Update, "executed_obs_unit", "1", new JsonObject { ["comment"] = "it's \"ü\"" }, new JsonObject { ["status"] = "running" })],
            IdempotencyKey = "night 1",
            Claims = ["idempotency:telescope:night 1"],
            Warnings = ["obs_unit_id 7 is not known here."],
        };
        await AcceptAsync(transaction);

        Assert.That(
            JsonSerializer.Serialize((await PeekAsync())[0].Transaction, WireJson.Options),
            Is.EqualTo(JsonSerializer.Serialize(transaction, WireJson.Options)));
    }

    [Test]
    public async Task Gives_sequences_in_the_order_of_accepting()
    {
        var sequences = new List<long>();
        for (var i = 0; i < 5; i++)
            sequences.Add(await AcceptAsync(New("a")));

        Assert.That(sequences, Is.Ordered.And.Unique);
    }

    [Test]
    public async Task Repeated_is_found_again_and_changes_nothing()
    {
        var transaction = New("a") with { Claims = ["record:1"] };
        var first = await AcceptAsync(transaction);
        var version = (await ReadOverlayAsync()).Version;
        var second = await AcceptAsync(transaction);

        Assert.That(second, Is.EqualTo(first));
        Assert.That((await StatusAsync()).Depth, Is.EqualTo(1));
        Assert.That(await TotalAsync("buffered"), Is.EqualTo(1));
        Assert.That((await ReadOverlayAsync(version)).Events, Is.Empty);
    }

    [Test]
    public async Task Repeated_once_it_is_at_main_is_not_taken_again()
    {
        var transaction = New("a");
        var first = await AcceptAsync(transaction);
        await PeekAsync();
        await ConfirmAsync(transaction);
        var second = await AcceptAsync(transaction);
        await ReleaseAsync(transaction);
        var third = await AcceptAsync(transaction);

        Assert.That((second, third), Is.EqualTo((first, first)));
        Assert.That(await PeekAsync(), Is.Empty);
        Assert.That(await TotalAsync("buffered"), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_one_claim_among_many_at_once_exactly_one_wins()
    {
        await using var other = Storage.Open();
        var contenders = Enumerable.Range(0, 60).Select(i => New($"e{i}") with { Claims = [$"own:{i}", "the one"] }).ToArray();
        var outcomes = await Task.WhenAll(contenders.Select((contender, i) => Task.Run(() =>
            (i % 2 == 0 ? Ports : other).Buffer.AcceptAsync(contender, 1_000, CancellationToken.None))));

        var winner = contenders[Array.FindIndex(outcomes, outcome => outcome is AcceptOutcome.Accepted)];
        Assert.That(outcomes.OfType<AcceptOutcome.Accepted>().Count(), Is.EqualTo(1));
        Assert.That(
            outcomes.OfType<AcceptOutcome.Claimed>().Select(claimed => (claimed.Holder.Id, claimed.Claim)),
            Has.Exactly(59).EqualTo((winner.Id, "the one")));
        Assert.That(await PeekIdsAsync(), Is.EqualTo(new[] { winner.Id }));
    }

    [Test]
    public async Task Refused_for_a_claim_stores_nothing()
    {
        await AcceptAsync(New("a") with { Claims = ["taken"] });
        var version = (await ReadOverlayAsync()).Version;
        var refused = New("b") with { Claims = ["free", "taken"] };

        Assert.That(await TryAcceptAsync(refused), Is.TypeOf<AcceptOutcome.Claimed>());
        Assert.That(await StateAsync(refused), Is.Null);
        Assert.That((await StatusAsync()).Depth, Is.EqualTo(1));
        Assert.That((await ReadOverlayAsync(version)).Events, Is.Empty);
        Assert.That(await TryAcceptAsync(New("c") with { Claims = ["free"] }), Is.TypeOf<AcceptOutcome.Accepted>());
    }

    [Test]
    public async Task Refused_for_want_of_room_stores_nothing()
    {
        await AcceptAsync("a", "b");
        var version = (await ReadOverlayAsync()).Version;
        var refused = New("c") with { Claims = ["free"] };

        Assert.That(await TryAcceptAsync(refused, limit: 2), Is.TypeOf<AcceptOutcome.Full>());
        Assert.That(await StateAsync(refused), Is.Null);
        Assert.That(await TotalAsync("buffered"), Is.EqualTo(2));
        Assert.That((await ReadOverlayAsync(version)).Events, Is.Empty);
        Assert.That(await TryAcceptAsync(New("d") with { Claims = ["free"] }, limit: 3), Is.TypeOf<AcceptOutcome.Accepted>());
    }

    [Test]
    public async Task Repeated_in_a_full_buffer_is_still_found()
    {
        var transaction = New("a");
        var sequence = await AcceptAsync(transaction);

        Assert.That(await TryAcceptAsync(transaction, limit: 1), Is.EqualTo(new AcceptOutcome.Accepted(sequence)));
    }

    [Test]
    public async Task Room_is_taken_by_what_waits_for_main_and_by_nothing_else()
    {
        var transactions = await AcceptAsync("a", "a", "b", "c");
        await PeekAsync();
        await FailAsync(transactions[0]);
        await PeekAsync();
        await ConfirmAsync(transactions[2]);

        Assert.That(await StateAsync(transactions[1]), Is.EqualTo(TransactionState.Parked));
        Assert.That(await TryAcceptAsync(New("d"), limit: 2), Is.TypeOf<AcceptOutcome.Full>());
        Assert.That(await TryAcceptAsync(New("d"), limit: 3), Is.TypeOf<AcceptOutcome.Accepted>());
    }

    [Test]
    public async Task Many_at_once_get_no_more_room_than_there_is()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => TryAcceptAsync(New($"e{i}"), limit: 20))));

        Assert.That(outcomes.OfType<AcceptOutcome.Accepted>().Select(accepted => accepted.Sequence), Is.Unique.And.Exactly(20).Items);
        Assert.That(outcomes.OfType<AcceptOutcome.Full>().Count(), Is.EqualTo(30));
        Assert.That((await PeekAsync()).Select(entry => entry.Sequence), Is.Ordered.And.Exactly(20).Items);
    }

    [Test]
    public async Task Of_many_at_once_each_gets_an_outcome_of_its_own()
    {
        var known = New("known") with { Claims = ["known's"] };
        var sequence = await AcceptAsync(known);
        var fresh = Enumerable.Range(0, 30).Select(i => New($"e{i}") with { Claims = [$"own:{i}"] }).ToArray();
        var repeated = Enumerable.Repeat(known, 30).ToArray();
        var claiming = Enumerable.Range(0, 30).Select(i => New($"c{i}") with { Claims = [$"lost:{i}", "known's"] }).ToArray();
        var mixed = fresh.Zip(repeated, claiming).SelectMany(three => new[] { three.First, three.Second, three.Third }).ToArray();
        var outcomes = await Task.WhenAll(mixed.Select(transaction => TryAcceptAsync(transaction)));

        var taken = fresh.Select(transaction => outcomes[Array.IndexOf(mixed, transaction)]).OfType<AcceptOutcome.Accepted>().ToArray();
        Assert.That(taken.Select(accepted => accepted.Sequence), Is.Unique.And.Exactly(30).GreaterThan(sequence));
        Assert.That(outcomes.Where((_, i) => mixed[i].Id == known.Id), Has.Exactly(30).EqualTo(new AcceptOutcome.Accepted(sequence)));
        Assert.That(
            outcomes.OfType<AcceptOutcome.Claimed>().Select(claimed => (claimed.Holder.Id, claimed.Claim)),
            Has.Exactly(30).EqualTo((known.Id, "known's")));
        Assert.That((await PeekIdsAsync()).Order(), Is.EqualTo(Ids([known, .. fresh]).Order()));
    }

    [Test]
    public async Task The_same_many_times_at_once_is_taken_once()
    {
        var transaction = New("a") with { Claims = ["its own"] };
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => TryAcceptAsync(transaction)));

        Assert.That(outcomes.Distinct().Count(), Is.EqualTo(1));
        Assert.That(outcomes[0], Is.TypeOf<AcceptOutcome.Accepted>());
        Assert.That((await StatusAsync()).Depth, Is.EqualTo(1));
    }

    [Test]
    public async Task Thousands_of_claims_are_held_by_one()
    {
        var claims = Enumerable.Range(0, 10_000).Select(i => $"record:{i}").ToArray();
        var transaction = New("a") with { Claims = [.. claims] };
        await AcceptAsync(transaction);

        foreach (var claim in new[] { claims[0], claims[^1] })
            Assert.That(await TryAcceptAsync(New("b") with { Claims = [claim] }), Is.EqualTo(new AcceptOutcome.Claimed(transaction, claim)));
        Assert.That(await TryAcceptAsync(New("c") with { Claims = ["record:another"] }), Is.TypeOf<AcceptOutcome.Accepted>());
    }

    [Test]
    public async Task A_claim_outlives_the_way_to_the_replica_and_ends_with_a_discard()
    {
        var replicated = New("a") with { Claims = ["first"] };
        var discarded = New("b") with { Claims = ["second"] };
        await AcceptAsync(replicated);
        await AcceptAsync(discarded);
        await PeekAsync();
        await ConfirmAsync(replicated);
        await ReleaseAsync(replicated);
        await FailAsync(discarded);
        await Ports.Failed.DiscardAsync(discarded.Id, false, "a test", "operator", null, CancellationToken.None);

        var repeated = await TryAcceptAsync(New("a") with { Claims = ["first"] });
        Assert.That(((AcceptOutcome.Claimed)repeated).Holder.Id, Is.EqualTo(replicated.Id));
        Assert.That(await TryAcceptAsync(New("b") with { Claims = ["second"] }), Is.TypeOf<AcceptOutcome.Accepted>());
    }

    [Test]
    public async Task Tracked_is_unconfirmed_and_never_in_the_queue()
    {
        var direct = New("a");
        await Ports.Buffer.TrackAsync(direct, Lsn, CancellationToken.None);
        await Ports.Buffer.TrackAsync(direct, Lsn, CancellationToken.None);

        Assert.That(await PeekAsync(), Is.Empty);
        Assert.That(await StateAsync(direct), Is.EqualTo(TransactionState.Committed));
        Assert.That((await StatusAsync()).Unconfirmed, Is.EqualTo(1));
        await ReleaseAsync(direct);
        Assert.That((await StatusAsync()).Unconfirmed, Is.Zero);
    }

    /// <summary>Main has its marker, so what came later under the same name would be refused there after it was accepted here.</summary>
    [Test]
    public async Task Tracked_holds_its_claims_also_when_it_is_replicated_but_no_others()
    {
        var waiting = New("a") with { Claims = ["held"] };
        var direct = New("b") with { Claims = ["held", "free"] };
        await AcceptAsync(waiting);
        await Ports.Buffer.TrackAsync(direct, Lsn, CancellationToken.None);

        Assert.That(((AcceptOutcome.Claimed)await TryAcceptAsync(New("c") with { Claims = ["held"] })).Holder.Id, Is.EqualTo(waiting.Id));
        Assert.That(((AcceptOutcome.Claimed)await TryAcceptAsync(New("c") with { Claims = ["free"] })).Holder.Id, Is.EqualTo(direct.Id));
        await ReleaseAsync(direct);
        Assert.That(((AcceptOutcome.Claimed)await TryAcceptAsync(New("c") with { Claims = ["free"] })).Holder.Id, Is.EqualTo(direct.Id));
    }
}
