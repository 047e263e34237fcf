using CcatOps.Application.Reads;
using NUnit.Framework.Internal;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>The contract is worth something only if it catches caches that break it.</summary>
internal sealed class BrokenCacheTests
{
    [Test]
    public async Task One_that_never_forgets_is_caught() =>
        await FailsAsync(() => sound => new Everlasting(sound), contract => contract.It_is_a_miss_once_its_time_has_run_out());

    [Test]
    public async Task One_that_sites_share_is_caught() => await FailsAsync(
        () =>
        {
            ICache? shared = null;
            return sound => shared ??= sound;
        },
        contract => contract.Two_sites_do_not_see_what_the_other_has());

    [Test]
    public async Task One_that_mixes_up_keys_is_caught() =>
        await FailsAsync(() => sound => new Trimming(sound), contract => contract.Every_key_is_a_key_of_its_own());

    private static async Task FailsAsync(Func<Func<ICache, ICache>> breakIt, Func<CacheContract, Task> check)
    {
        AssertionException? failure = null;
        using (new TestExecutionContext.IsolatedContext())
        {
            var contract = new InProcessCacheTests { Adapt = breakIt() };
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

    private sealed class Everlasting(ICache sound) : ICache
    {
        public Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
            sound.GetAsync(key, cancellationToken);

        public Task SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
            sound.SetAsync(key, value, TimeSpan.FromDays(1), cancellationToken);
    }

    private sealed class Trimming(ICache sound) : ICache
    {
        public Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
            sound.GetAsync(key.Trim(), cancellationToken);

        public Task SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
            sound.SetAsync(key.Trim(), value, lifetime, cancellationToken);
    }
}
