using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Domain.Buffering;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace CcatOps.Application.UnitTests.Draining;

public sealed class DrainLeaseTests
{
    private FakeDrainSource source = null!;
    private DrainLease lease = null!;

    [SetUp]
    public void Make_a_lease()
    {
        source = new FakeDrainSource();
        lease = new DrainLease(source);
    }

    [Test]
    public void At_first_it_is_not_held() => Assert.That((lease.IsHeld, lease.Term), Is.EqualTo((false, 0)));

    [Test]
    public async Task Gaining_it_begins_a_term()
    {
        await RenewAsync();
        Assert.That((lease.IsHeld, lease.Term), Is.EqualTo((true, 1)));
    }

    [Test]
    public async Task Renewing_it_stays_in_the_term()
    {
        await RenewAsync();
        await RenewAsync();
        Assert.That((lease.IsHeld, lease.Term), Is.EqualTo((true, 1)));
    }

    [Test]
    public async Task What_another_holds_is_not_held()
    {
        source.LeaseHolder = "another";
        await RenewAsync();
        Assert.That((lease.IsHeld, lease.Term), Is.EqualTo((false, 0)));
    }

    [Test]
    public async Task Gaining_it_anew_begins_another_term()
    {
        await RenewAsync();
        source.LeaseHolder = "another";
        await RenewAsync();
        Assert.That((lease.IsHeld, lease.Term), Is.EqualTo((false, 1)));

        source.LeaseHolder = null;
        await RenewAsync();
        Assert.That((lease.IsHeld, lease.Term), Is.EqualTo((true, 2)));
    }

    [Test]
    public async Task It_is_lost_with_the_buffer()
    {
        await RenewAsync();
        source.Trouble = _ => throw FakeDrainSource.Away();
        await RenewAsync();
        Assert.That(lease.IsHeld, Is.False);
    }

    [Test]
    public async Task The_drain_names_what_keeps_the_lease_from_being_asked_for()
    {
        var drainer = new BufferDrainer(
            Sample.Secondary, source, new FakeMainDatabase(), lease, TimeProvider.System, Mock.Of<IDrainObserver>(), NullLogger<BufferDrainer>.Instance);
        source.Trouble = _ => throw new BufferUnavailableException("used memory is above maxmemory");
        await RenewAsync();
        await drainer.DrainAsync(CancellationToken.None);
        Assert.That(drainer.Status, Is.EqualTo(
            new DrainStatus(DrainState.Standby, "used memory is above maxmemory", "used memory is above maxmemory")));

        source.Trouble = _ => { };
        source.LeaseHolder = "another";
        await RenewAsync();
        await drainer.DrainAsync(CancellationToken.None);
        Assert.That(drainer.Status.Reason, Is.EqualTo("another process of this site drains"));
    }

    [Test]
    public async Task Giving_it_back_lets_another_have_it()
    {
        await RenewAsync();
        await lease.ReleaseAsync(CancellationToken.None);
        Assert.That(lease.IsHeld, Is.False);
        Assert.That(source.LeaseHolder, Is.Null);
    }

    [Test]
    public async Task What_is_not_held_is_not_given_back()
    {
        source.LeaseHolder = lease.Holder;
        await lease.ReleaseAsync(CancellationToken.None);
        Assert.That(source.LeaseHolder, Is.EqualTo(lease.Holder));
    }

    [Test]
    public void Each_holder_has_a_name_of_its_own() => Assert.That(new DrainLease(source).Holder, Is.Not.EqualTo(lease.Holder));

    [Test]
    public async Task It_is_renewed_well_before_it_ends_and_asked_for_more_often_than_that()
    {
        var asking = lease.Interval;
        await RenewAsync();
        Assert.That(lease.Interval, Is.EqualTo(DrainLease.Duration / 3));
        Assert.That(asking, Is.LessThan(lease.Interval));
    }

    private Task RenewAsync() => lease.RenewAsync(CancellationToken.None);
}
