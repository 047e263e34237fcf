using CcatOps.Application.Draining;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Sites;
using NUnit.Framework.Internal;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>The contract is worth something only if it catches main databases that break it.</summary>
internal sealed class BrokenMainDatabaseTests
{
    [Test]
    public Task One_that_forgets_its_markers_is_caught() =>
        FailsAsync((sound, site) => new Forgetful(sound, site), contract => contract.A_transaction_is_never_applied_twice());

    [Test]
    public Task One_without_fencing_is_caught() =>
        FailsAsync((sound, _) => new Unfenced(sound), contract => contract.A_batch_under_an_old_epoch_is_rejected());

    private static async Task FailsAsync(Func<IMainDatabase, TestSite, IMainDatabase> breakIt, Func<MainDatabaseContract, Task> check)
    {
        AssertionException? failure = null;
        using (new TestExecutionContext.IsolatedContext())
        {
            var contract = new SqliteMainDatabaseTests { Adapt = breakIt };
            await contract.StartAsync();
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
                await contract.StopAsync();
            }
        }

        Assert.That(failure, Is.Not.Null, "the contract let it pass");
    }

    /// <summary>Writes the effect and loses its marker.</summary>
    private sealed class Forgetful(IMainDatabase sound, TestSite site) : Wrapped(sound)
    {
        public override async Task<BatchOutcome> ApplyAsync(
            IReadOnlyList<IReadOnlyList<BufferedTransaction>> groups, long epoch, CancellationToken cancellationToken)
        {
            var outcome = await base.ApplyAsync(groups, epoch, cancellationToken);
            await site.QueryAsync<object?>("delete from applied_transaction returning transaction_id");
            return outcome;
        }
    }

    /// <summary>Takes every batch, under whatever epoch.</summary>
    private sealed class Unfenced(IMainDatabase sound) : Wrapped(sound)
    {
        private long newest;

        public override async Task<Epoch> AcquireEpochAsync(string siteName, CancellationToken cancellationToken)
        {
            var epoch = await base.AcquireEpochAsync(siteName, cancellationToken);
            newest = epoch.Value;
            return epoch;
        }

        public override Task<BatchOutcome> ApplyAsync(
            IReadOnlyList<IReadOnlyList<BufferedTransaction>> groups, long epoch, CancellationToken cancellationToken) =>
            base.ApplyAsync(groups, newest, cancellationToken);
    }

    private abstract class Wrapped(IMainDatabase sound) : IMainDatabase
    {
        public virtual Task<Epoch> AcquireEpochAsync(string siteName, CancellationToken cancellationToken) =>
            sound.AcquireEpochAsync(siteName, cancellationToken);

        public Task<AppliedTransactions> FindAppliedAsync(
            IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken) =>
            sound.FindAppliedAsync(transactionIds, cancellationToken);

        public virtual Task<BatchOutcome> ApplyAsync(
            IReadOnlyList<IReadOnlyList<BufferedTransaction>> groups, long epoch, CancellationToken cancellationToken) =>
            sound.ApplyAsync(groups, epoch, cancellationToken);
    }
}
