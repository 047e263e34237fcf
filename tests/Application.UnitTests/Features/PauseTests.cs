using CcatOps.Application.Errors;
using CcatOps.Application.Features.Buffer;
using CcatOps.Application.Monitoring;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;
using Moq;

namespace CcatOps.Application.UnitTests.Features;

/// <summary>The record of each pause and resume takes a place in the buffer, whatever its room.</summary>
internal sealed class PauseTests
{
    private UseCases site = null!;
    private DrainPause? pause;

    [SetUp]
    public void SetUp()
    {
        site = new UseCases(Sample.Secondary);
        pause = null;
        site.Monitor.Setup(port => port.PauseAsync(It.IsAny<string>(), "telescope", It.IsAny<Transaction>(), It.IsAny<CancellationToken>()))
            .Callback((string reason, string principal, Transaction? _, CancellationToken _) => pause = new(reason, principal, Sample.Now));
        SetWaiting(0);
    }

    [TearDown]
    public async Task TearDownAsync() => await site.DisposeAsync();

    [Test]
    public async Task A_repeated_pause_leaves_one_record()
    {
        for (var time = 0; time < 3; time++)
            await site.SendAsync(new PauseDrain { Reason = "wind" });
        VerifyPauses(Times.Once());

        await site.SendAsync(new PauseDrain { Reason = "snow" });
        VerifyPauses(Times.Exactly(2));
    }

    [Test]
    public async Task A_resume_of_a_drain_that_runs_leaves_no_record()
    {
        await site.SendAsync(new ResumeDrain());
        VerifyResumes(Times.Never());
    }

    [Test]
    public async Task A_full_buffer_takes_no_pause_and_can_be_resumed()
    {
        SetWaiting(1_100);
        await Assert.ThatAsync(() => site.SendAsync(new PauseDrain { Reason = "wind" }), Throws.TypeOf<BufferFullException>());

        pause = new("wind", "telescope", Sample.Now);
        await site.SendAsync(new ResumeDrain());
        VerifyResumes(Times.Once());
    }

    private void SetWaiting(int waiting) => site.Monitor.Setup(port => port.GetStatusAsync(It.IsAny<CancellationToken>()))
        .ReturnsAsync(() => new BufferStatus
        {
            Depth = waiting,
            Unconfirmed = 0,
            Failed = 0,
            Parked = 0,
            Totals = new Dictionary<string, long>(),
            Pause = pause,
        });

    private void VerifyPauses(Times times) => site.Monitor.Verify(
        port => port.PauseAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<Transaction>(), It.IsAny<CancellationToken>()), times);

    private void VerifyResumes(Times times) =>
        site.Monitor.Verify(port => port.ResumeAsync(It.IsAny<Transaction>(), It.IsAny<CancellationToken>()), times);
}
