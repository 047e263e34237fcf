using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>accepted = buffered + applied + failed + parked + discarded, at any moment, and the order of every entity.</summary>
internal sealed class ConservationContract<TStorage> : BufferContract<TStorage>
    where TStorage : IBufferStorage, new()
{
    private const int Steps = 250;

    private readonly List<Transaction> accepted = [];
    private readonly List<Transaction> applied = [];
    private readonly List<Transaction> unseen = [];
    private readonly HashSet<Guid> gone = [];
    private Random random = null!;

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public async Task Holds_at_every_step_of_a_random_walk(int seed)
    {
#pragma warning disable CA5394 // A walk that can be repeated, and no secret.
        random = new Random(seed);
        accepted.Clear();
        applied.Clear();
        unseen.Clear();
        gone.Clear();
        using var mirror = new OverlayMirror(new CurrentFeed(() => Ports.Feed));
        for (var step = 0; step < Steps; step++)
        {
            await StepAsync();
            await CheckAsync(mirror, $"seed {seed}, step {step}");
        }

        await DrainAsync();
        await CheckAsync(mirror, $"seed {seed}, drained");
        Assert.That((await StatusAsync()) is { Depth: 0, Failed: 0, Parked: 0 }, Is.True);
        Assert.That(Ids(applied).Concat(gone), Is.Unique.And.EquivalentTo(Ids(accepted)));
    }

    private Task StepAsync() => random.Next(20) switch
    {
        < 7 => AcceptSomeAsync(),
        < 12 => ApplySomeAsync(random.Next(1, 5)),
        < 14 => FailOneAsync(),
        < 16 => ResolveOneAsync(),
        < 18 => ReleaseSomeAsync(),
        18 => RepeatAsync(),
        _ => ReopenAsync(),
    };

    private async Task AcceptSomeAsync()
    {
        var entities = Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"e{random.Next(6)}").Distinct();
        accepted.AddRange(await AcceptAsync(string.Join(' ', entities)));
    }

    private async Task ApplySomeAsync(int count)
    {
        var batch = await PeekAsync(count);
        foreach (var transaction in batch.Take(random.Next(batch.Count + 1)).Select(entry => entry.Transaction))
            await ApplyAsync(transaction);
    }

    /// <summary>An earlier transaction that shares an entity with it must be at main, or discarded by a person.</summary>
    private async Task ApplyAsync(Transaction transaction)
    {
        var earlier = accepted
            .TakeWhile(other => other.Id != transaction.Id)
            .Where(other => other.Entities.Intersect(transaction.Entities).Any() && !gone.Contains(other.Id));
        Assert.That(Ids(earlier).Except(Ids(applied)), Is.Empty, "it overtook these");
        applied.Add(transaction);
        unseen.Add(transaction);
        await ConfirmAsync(transaction);
    }

    private async Task FailOneAsync()
    {
        if (await PeekAsync(4) is { Count: > 0 } batch)
            await FailAsync(batch[random.Next(batch.Count)].Transaction);
    }

    private async Task ResolveOneAsync()
    {
        var failed = await Ports.Log.ListAsync(new() { States = [TransactionState.Failed] }, null, 100, CancellationToken.None);
        if (failed.Items.Count == 0)
            return;
        var id = failed.Items[random.Next(failed.Items.Count)].Id;
        if (random.Next(2) == 0)
            Assert.That(await Ports.Failed.RetryAsync(id, null, CancellationToken.None), Is.Not.Null);
        else
            gone.UnionWith((await Ports.Failed.DiscardAsync(id, random.Next(2) == 0, "a walk", "nobody", null, CancellationToken.None))!.Discarded);
    }

    private async Task ReleaseSomeAsync()
    {
        var some = unseen.Take(random.Next(unseen.Count + 1)).ToArray();
        await ReleaseAsync(some);
        unseen.RemoveAll(some.Contains);
    }

    private async Task RepeatAsync()
    {
        await ConfirmAsync([.. applied.TakeLast(3)]);
        for (var i = 0; i < Math.Min(3, accepted.Count); i++)
            await AcceptAsync(accepted[random.Next(accepted.Count)]);
    }

    private async Task DrainAsync()
    {
        while (await StatusAsync() is { Failed: > 0 })
            await ResolveOneAsync();
        while (await PeekAsync(5) is { Count: > 0 } batch)
        {
            foreach (var entry in batch)
                await ApplyAsync(entry.Transaction);
        }
    }

    private async Task CheckAsync(OverlayMirror mirror, string at)
    {
        var status = await StatusAsync();
        var totals = status.Totals;
        at = $"{at} {string.Join(' ', status.Notes)}";
        Assert.That(totals.GetValueOrDefault("buffered"), Is.EqualTo(accepted.Count), at);
        Assert.That(totals.GetValueOrDefault("committed"), Is.EqualTo(applied.Count), at);
        Assert.That(totals.GetValueOrDefault("discarded"), Is.EqualTo(gone.Count), at);
        Assert.That(status.Depth + applied.Count + status.Failed + status.Parked + gone.Count, Is.EqualTo(accepted.Count), at);
        Assert.That(status.Unconfirmed, Is.EqualTo(unseen.Count), at);

        var overlay = await mirror.GetCurrentAsync(CancellationToken.None);
        var seen = Ids(applied).Except(Ids(unseen)).Concat(gone);
        Assert.That(overlay.Transactions.Select(transaction => transaction.Id), Is.EquivalentTo(Ids(accepted).Except(seen)), at);
        Assert.That(overlay.Unconfirmed.Select(transaction => transaction.Id), Is.EquivalentTo(Ids(unseen)), at);
    }
#pragma warning restore CA5394

    private sealed class CurrentFeed(Func<IOverlayFeed> current) : IOverlayFeed
    {
        public Task<OverlayUpdate> ReadAsync(OverlayVersion? known, CancellationToken cancellationToken) =>
            current().ReadAsync(known, cancellationToken);
    }
}
