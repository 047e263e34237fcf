using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Writes;

public sealed class DirectWritesTests
{
    private readonly List<Transaction> tracked = [];
    private Mock<ITransactionBuffer> buffer = null!;
    private DirectWrites direct = null!;

    [SetUp]
    public void SetUp()
    {
        tracked.Clear();
        buffer = new Mock<ITransactionBuffer>();
        direct = new DirectWrites(buffer.Object);
        SetBuffer(isAvailable: false);
    }

    [Test]
    public async Task While_the_buffer_is_unavailable_no_direct_write_is_forgotten()
    {
        await WriteAsync(Most);

        Assert.That(() => direct.Begin(Start(Most)), Throws.TypeOf<BufferUnavailableException>().With.Message.Contains("10000"));
        Assert.That(async () => await direct.SettleAsync(Start(0), CancellationToken.None), Throws.TypeOf<BufferUnavailableException>());
    }

    [Test]
    public async Task Once_the_buffer_is_available_all_direct_writes_are_tracked_and_new_ones_begin()
    {
        await WriteAsync(Most);
        SetBuffer(isAvailable: true);
        await direct.FlushAsync(CancellationToken.None);

        Assert.That(tracked, Has.Count.EqualTo(Most));
        Assert.That(() => direct.Begin(Start(Most)).Dispose(), Throws.Nothing);
    }

    [Test]
    public async Task A_write_whose_outcome_is_open_is_not_flushed_and_still_holds_its_names()
    {
        using var open = direct.Begin(Start(1));
        SetBuffer(isAvailable: true);
        await direct.FlushAsync(CancellationToken.None);

        Assert.That(tracked, Is.Empty);
        Assert.That(direct.SettleAsync(Start(1), CancellationToken.None).IsCompleted, Is.False);
        Assert.That(direct.SettleAsync(Start(2), CancellationToken.None).IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public async Task A_write_that_main_refused_holds_nothing()
    {
        direct.Begin(Start(1)).Dispose();
        await direct.SettleAsync(Start(1), CancellationToken.None);

        Assert.That(tracked, Is.Empty);
    }

    private const int Most = 10_000;

    private async Task WriteAsync(int count)
    {
        for (var number = 0; number < count; number++)
        {
            using var underWay = direct.Begin(Start(number));
            Assert.That(await direct.TrackAsync(Start(number), new Lsn(1), CancellationToken.None), Is.False);
        }
    }

    private static Transaction Start(int number) => Transaction(number, Insert(Execution(number)));

    private void SetBuffer(bool isAvailable)
    {
        var setup = buffer.Setup(port => port.TrackAsync(Capture.In(tracked), It.IsAny<Lsn>(), It.IsAny<CancellationToken>()));
        if (isAvailable)
            setup.Returns(Task.CompletedTask);
        else
            buffer.Setup(port => port.TrackAsync(It.IsAny<Transaction>(), It.IsAny<Lsn>(), It.IsAny<CancellationToken>()))
                .ThrowsAsync(new BufferUnavailableException("Redis") { IsAway = true });
    }
}
