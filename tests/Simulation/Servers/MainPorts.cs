using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Writes;
using CcatOps.Simulation.Scheduling;

namespace CcatOps.Simulation.Servers;

/// <summary>The main database as one process reaches it.</summary>
internal sealed class MainPorts(World world, MainServer server, Link link) : IMainDatabase, IDirectWriter
{
    public Task<Epoch> AcquireEpochAsync(string siteName, CancellationToken cancellationToken) =>
        link.CallAsync("epoch", () => new Epoch(server.AcquireEpoch(), server.GreatestSequence));

    public Task<AppliedTransactions> FindAppliedAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken) =>
        link.CallAsync("markers", () => new AppliedTransactions(transactionIds.Where(server.IsKnown).ToHashSet(), server.Position));

    public async Task<BatchOutcome> ApplyAsync(
        IReadOnlyList<IReadOnlyList<BufferedTransaction>> groups, long epoch, CancellationToken cancellationToken)
    {
        try
        {
            return await link.CallAsync("apply", () => Apply(groups, epoch));
        }
        catch (MainDatabaseUnavailableException exception)
        {
            return world.Sabotage == Sabotage.LinkCountsAsAttempt
                ? new BatchOutcome.Answered(groups.Index().ToDictionary(group => group.Index, _ => new Failure("P0001", exception.Message)), null)
                : new BatchOutcome.Broken(new Failure(null, exception.Message));
        }
    }

    public async Task<DirectOutcome> WriteAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            return await link.CallAsync<DirectOutcome>("write", () =>
            {
                if (server.Holder(transaction) is { } holder)
                    return new DirectOutcome.Claimed(holder, Claims.MarkerKey(transaction)!);
                return server.Apply([new(transaction, 0)]) is { } refusal
                    ? throw new WriteRefusedException(refusal.ToString())
                    : new DirectOutcome.Committed(server.Position);
            });
        }
        catch (MainDatabaseUnavailableException exception)
        {
            throw new WriteUncertainException(transaction.Id, exception);
        }
    }

    private BatchOutcome Apply(IReadOnlyList<IReadOnlyList<BufferedTransaction>> groups, long epoch)
    {
        var refusals = new Dictionary<int, Failure>();
        var skipped = new HashSet<int>();
        var predecessors = Predecessors.Of(groups);
        foreach (var (place, group) in groups.Index())
        {
            if (server.IsStale(epoch))
                return new BatchOutcome.StaleEpoch();
            if (predecessors[place].Any(before => !server.Has(groups[before][^1].Transaction.Id)))
            {
                skipped.Add(place);
                continue;
            }

            if (world.Faults.Occurs())
                return new BatchOutcome.Broken(new Failure(world.Random.Chance(0.5) ? "40P01" : "40001", "deadlock, or could not serialize"));
            if ((world.Faults.Occurs(0.5) ? new Failure("XX000", "something that may pass") : server.Apply(group)) is not { } failure)
                continue;
            refusals[place] = failure;
            if (group.Count == 1)
                world.Judge.Refused(group[0].Transaction, failure);
        }

        return new BatchOutcome.Answered(refusals, server.Position) { Skipped = skipped };
    }
}
