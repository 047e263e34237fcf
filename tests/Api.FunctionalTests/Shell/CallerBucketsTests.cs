using System.Net;
using CcatOps.Api.Shell;

namespace CcatOps.Api.FunctionalTests.Shell;

internal sealed class CallerBucketsTests
{
    [TestCase("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [TestCase("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [TestCase("198.51.100.1", "::ffff:198.51.100.1", true)]
    public void Addresses_of_one_client_share_a_bucket(string one, string other, bool isOne)
    {
        // Two callers share a bucket by chance, different after each start: of many pairs most do not.
        var same = Enumerable.Range(0, 20).Count(step => CallerBuckets.Of(Later(one, step)) == CallerBuckets.Of(Later(other, step)));
        Assert.That(same, isOne ? Is.EqualTo(20) : Is.LessThan(5));
    }

    [Test]
    public void All_callers_there_are_need_no_more_than_a_bounded_memory()
    {
        var buckets = new HashSet<int>();
        for (var number = 0; number < 100_000; number++)
        {
            buckets.Add(CallerBuckets.Of(new IPAddress(number)));
            buckets.Add(CallerBuckets.Of($"principal {number}"));
        }

        Assert.That(buckets, Has.Count.LessThanOrEqualTo(8_192).And.Count.GreaterThan(8_000));
    }

    [Test]
    public void To_look_at_a_caller_takes_no_memory()
    {
        var address = IPAddress.Parse("198.51.100.1").MapToIPv6();
        CallerBuckets.Of(address);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var number = 0; number < 1_000; number++)
            CallerBuckets.Of(address);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    /// <summary>The same address in another network, alike for both kinds.</summary>
    private static IPAddress Later(string address, int step)
    {
        var bytes = IPAddress.Parse(address).GetAddressBytes();
        bytes[bytes.Length == 4 ? 2 : IPAddress.Parse(address).IsIPv4MappedToIPv6 ? 14 : 4] += (byte)step;
        return new(bytes);
    }
}
