using CcatOps.Application.Draining;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;
using NUnit.Framework.Internal;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>The contract is worth something only if it catches adapters that break it.</summary>
internal sealed class BrokenBufferTests
{
    [Test]
    public async Task One_that_pops_on_peek_is_caught()
    {
        await FailsAsync<DrainContract<PopsOnPeek>>(contract => contract.A_peek_takes_nothing_out());
        await FailsAsync<DrainContract<PopsOnPeek>>(contract => contract.A_restart_in_the_middle_loses_nothing());
        await FailsAsync<ConservationContract<PopsOnPeek>>(contract => contract.Holds_at_every_step_of_a_random_walk(1));
    }

    [Test]
    public async Task One_without_fencing_is_caught()
    {
        await FailsAsync<LeaseContract<WithoutFencing>>(contract => contract.Who_lost_it_can_neither_peek_nor_fail());
        await FailsAsync<LeaseContract<WithoutFencing>>(contract => contract.Without_any_holder_nobody_peeks_or_fails());
    }

    [Test]
    public async Task One_that_forgets_what_is_at_main_is_caught()
    {
        await FailsAsync<AcceptContract<ForgetsTheMarker>>(contract => contract.Repeated_once_it_is_at_main_is_not_taken_again());
        await FailsAsync<ConservationContract<ForgetsTheMarker>>(contract => contract.Holds_at_every_step_of_a_random_walk(1));
    }

    private static async Task FailsAsync<TContract>(Func<TContract, Task> check)
        where TContract : IBufferContract, new()
    {
        AssertionException? failure = null;
        using (new TestExecutionContext.IsolatedContext())
        {
            var contract = new TContract();
            await contract.OpenAsync();
            try
            {
                await check(contract);
            }
            catch (AssertionException caught)
            {
                failure = caught;
            }
            finally
            {
                await contract.CloseAsync();
            }
        }

        Assert.That(failure, Is.Not.Null, $"{typeof(TContract).Name} let it pass");
    }

    private sealed class PopsOnPeek() : BrokenStorage(ports => ports with { Source = new Popping(ports.Source) });

    private sealed class WithoutFencing() : BrokenStorage(ports => ports with { Source = new Unfenced(ports.Source) });

    private sealed class ForgetsTheMarker() : BrokenStorage(ports => ports with { Buffer = new Forgetting(ports) });

    /// <summary>Takes a transaction out before it is safe elsewhere.</summary>
    private sealed class Popping(IDrainSource sound) : WrappedDrainSource(sound)
    {
        public override async Task<PeekOutcome> PeekAsync(string holder, BatchSize size, CancellationToken cancellationToken)
        {
            var outcome = await base.PeekAsync(holder, size, cancellationToken);
            if (outcome is PeekOutcome.Batch { Transactions: var batch })
                await ConfirmAsync([.. batch.Select(entry => entry.Transaction.Id)], default, cancellationToken);
            return outcome;
        }
    }

    /// <summary>Does for anybody what only the holder of the lease may do.</summary>
    private sealed class Unfenced(IDrainSource sound) : WrappedDrainSource(sound)
    {
        public override Task<PeekOutcome> PeekAsync(string holder, BatchSize size, CancellationToken cancellationToken) =>
            AsHolderAsync(anybody => base.PeekAsync(anybody, size, cancellationToken));

        public override Task FailAsync(string holder, Guid transactionId, Failure failure, CancellationToken cancellationToken) =>
            AsHolderAsync(async anybody =>
            {
                await base.FailAsync(anybody, transactionId, failure, cancellationToken);
                return true;
            });

        private async Task<T> AsHolderAsync<T>(Func<string, Task<T>> step)
        {
            foreach (var known in Holders)
                await ReleaseLeaseAsync(known, CancellationToken.None);
            await HoldLeaseAsync("anybody", TimeSpan.FromMinutes(1), CancellationToken.None);
            return await step("anybody");
        }
    }

    /// <summary>Takes a transaction again once it has left the queue.</summary>
    private sealed class Forgetting(BufferPorts sound) : ITransactionBuffer
    {
        public async Task<AcceptOutcome> AcceptAsync(Transaction transaction, BufferLimits limits, CancellationToken cancellationToken) =>
            await sound.Log.FindAsync(transaction.Id, cancellationToken) is { State: TransactionState.Committed or TransactionState.Replicated }
                ? await sound.Buffer.AcceptAsync(transaction with { Id = Guid.CreateVersion7(), Claims = [] }, limits, cancellationToken)
                : await sound.Buffer.AcceptAsync(transaction, limits, cancellationToken);

        public Task TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken) =>
            sound.Buffer.TrackAsync(transaction, lsn, cancellationToken);
    }
}
