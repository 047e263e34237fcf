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

    public async Task<BatchOutcome> ApplyAsync(IReadOnlyList<BufferedTransaction> batch, long epoch, CancellationToken cancellationToken)
    {
        try
        {
            return await link.CallAsync("apply", () => Apply(batch, epoch));
        }
        catch (MainDatabaseUnavailableException exception)
        {
            return world.Sabotage == Sabotage.LinkCountsAsAttempt
                ? new BatchOutcome.Refused(new Failure("XX000", exception.Message))
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

    private BatchOutcome Apply(IReadOnlyList<BufferedTransaction> batch, long epoch)
    {
        if (server.IsStale(epoch))
            return new BatchOutcome.StaleEpoch();
        if (world.Faults.Occurs())
            return new BatchOutcome.Broken(new Failure(world.Random.Chance(0.5) ? "40P01" : "40001", "deadlock, or could not serialize"));
        var failure = world.Faults.Occurs(0.5) ? new Failure("XX000", "something that may pass") : server.Apply(batch);
        if (failure is null)
            return new BatchOutcome.Applied(server.Position);
        if (batch.Count == 1)
            world.Judge.Refused(batch[0].Transaction, failure);
        return new BatchOutcome.Refused(failure);
    }
}
