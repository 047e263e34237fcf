using CcatOps.Application.Monitoring;
using Microsoft.Extensions.Time.Testing;

namespace CcatOps.Application.UnitTests.Monitoring;

internal sealed class SharedLookTests
{
    private FakeTimeProvider time = null!;
    private int looks;

    [SetUp]
    public void SetUp() => (time, looks) = (new(), 0);

    [Test]
    public async Task A_thousand_callers_in_a_second_cost_one_look()
    {
        var shared = Counting();
        for (var caller = 0; caller < 1_000; caller++)
        {
            await shared.GetAsync();
            time.Advance(TimeSpan.FromMilliseconds(0.9));
        }

        Assert.That(looks, Is.EqualTo(1));
    }

    [Test]
    public async Task After_a_second_there_is_a_new_one()
    {
        var shared = Counting();
        await shared.GetAsync();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(await shared.GetAsync(), Is.EqualTo(2));
    }

    [Test]
    public void While_a_look_hangs_nobody_begins_another()
    {
        var hanging = new TaskCompletionSource<int>();
        var shared = new SharedLook<int>(
            () =>
            {
                looks++;
                return hanging.Task;
            },
            time);
        var first = shared.GetAsync();
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.That(shared.GetAsync(), Is.SameAs(first));
        Assert.That(looks, Is.EqualTo(1));
    }

    [Test]
    public async Task A_look_that_failed_serves_nobody_else()
    {
        var shared = new SharedLook<int>(
            () => ++looks == 1 ? Task.FromException<int>(new InvalidOperationException("the first")) : Task.FromResult(looks), time);

        await Assert.ThatAsync(shared.GetAsync, Throws.InvalidOperationException);
        Assert.That(await shared.GetAsync(), Is.EqualTo(2));
    }

    private SharedLook<int> Counting() => new(() => Task.FromResult(++looks), time);
}
