using CcatOps.Application.Errors;
using CcatOps.Infrastructure.Journal;
using Microsoft.Extensions.Time.Testing;

namespace CcatOps.Infrastructure.UnitTests.Journal;

internal sealed class AcceptGateTests
{
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
        time.Advance(AcceptGate.Patience / 2);
        var entering = EnterAsync();

        time.Advance(AcceptGate.Patience / 2);

        Assert.That(() => entering, Throws.InstanceOf<BufferUnavailableException>().With.Message.EqualTo("because"));
    }

    [Test]
    public async Task Who_comes_back_during_a_long_repair_is_refused_at_once()
    {
        using var repair = await gate.CloseAsync(CancellationToken.None);
        time.Advance(AcceptGate.Patience);
        Assert.That(EnterAsync, Throws.InstanceOf<BufferUnavailableException>());
        Assert.That(EnterAsync, Throws.InstanceOf<BufferUnavailableException>());
    }

    private Task<IDisposable> EnterAsync() => gate.EnterAsync(() => "because", CancellationToken.None);
}
