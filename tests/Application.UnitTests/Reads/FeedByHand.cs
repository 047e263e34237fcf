using CcatOps.Application.Errors;
using CcatOps.Application.Reads.Overlay;

namespace CcatOps.Application.UnitTests.Reads;

/// <summary>A buffer whose answers the test gives.</summary>
internal sealed class FeedByHand : IOverlayFeed
{
    private readonly List<(OverlayVersion? Known, TaskCompletionSource<OverlayUpdate> Answer)> questions = [];

    public IReadOnlyList<(OverlayVersion? Known, TaskCompletionSource<OverlayUpdate> Answer)> Questions
    {
        get
        {
            lock (questions)
                return [.. questions];
        }
    }

    public Task<OverlayUpdate> ReadAsync(OverlayVersion? known, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<OverlayUpdate>(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        lock (questions)
            questions.Add((known, answer));
        return answer.Task;
    }

    public void Answer(long version, bool isSnapshot, params OverlayEvent[] events) =>
        Questions[^1].Answer.SetResult(new OverlayUpdate(new OverlayVersion("life", version), isSnapshot, events));

    /// <summary>A part of what has happened since, up to a version; there is more, up to a newer one.</summary>
    public void AnswerInPart(long version, long newest, params OverlayEvent[] events) => Questions[^1].Answer.SetResult(
        new OverlayUpdate(new OverlayVersion("life", version), IsSnapshot: false, events) { Newest = newest });

    public void Fail() => Questions[^1].Answer.SetException(new BufferUnavailableException("the buffer is unavailable"));
}
