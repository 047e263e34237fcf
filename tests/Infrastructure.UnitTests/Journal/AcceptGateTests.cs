using CcatOps.Application.Errors;
using CcatOps.Infrastructure.Recovery;
using Microsoft.Extensions.Time.Testing;

namespace CcatOps.Infrastructure.UnitTests.Journal;

internal sealed class AcceptGateTests
{
    private static readonly TimeSpan Half = TimeSpan.FromSeconds(1.25);

    private readonly FakeTimeProvider time = new();
    private AcceptGate gate = null!;

    [SetUp]
    public void MakeGate() => gate = new AcceptGate(time);

    [TearDown]
    public void Dispose() => gate.Dispose();

    [Test]
    public async Task Who_comes_during_a_repair_enters_after_it()
    {
        var repair = await gate.CloseAsync(CancellationToken.None);
        var entering = EnterAsync();
        Assert.That(entering.IsCompleted, Is.False);

        repair.Dispose();

        using var pass = await entering;
    }

    [Test]
    public async Task A_repair_waits_for_those_inside()
    {
        var pass = await EnterAsync();
        var repair = gate.CloseAsync(CancellationToken.None);
        Assert.That(repair.IsCompleted, Is.False);

        pass.Dispose();

        using var closed = await repair;
    }

    [Test]
    public async Task Who_waits_is_refused_when_the_repair_takes_too_long()
    {
        using var repair = await gate.CloseAsync(CancellationToken.None);
        time.Advance(Half);
        var entering = EnterAsync();

        time.Advance(Half);

        Assert.That(() => entering, Throws.InstanceOf<BufferUnavailableException>().With.Message.EqualTo("because"));
    }

    [Test]
    public async Task Who_comes_back_during_a_long_repair_is_refused_at_once()
    {
        using var repair = await gate.CloseAsync(CancellationToken.None);
        time.Advance(2 * Half);
        Assert.That(EnterAsync, Throws.InstanceOf<BufferUnavailableException>());
        Assert.That(EnterAsync, Throws.InstanceOf<BufferUnavailableException>());
    }

    [Test]
    public async Task Who_has_waited_for_one_repair_does_not_wait_as_long_for_the_next()
    {
        var began = time.GetTimestamp();
        using (await gate.CloseAsync(CancellationToken.None))
            time.Advance(Half);
        using var repair = await gate.CloseAsync(CancellationToken.None);
        time.Advance(Half);

        Assert.That(
            () => gate.EnterAsync(began, () => "because", CancellationToken.None), Throws.InstanceOf<BufferUnavailableException>());
    }

    private Task<IDisposable> EnterAsync() => gate.EnterAsync(time.GetTimestamp(), () => "because", CancellationToken.None);
}
