using CcatOps.Domain.Writes;

namespace CcatOps.Application.Draining;

/// <summary>When main is tried again after it could not be used, and with how much.</summary>
internal sealed class Backoff(TimeProvider time)
{
    private FailureClass last;
    private int failures;
    private long notBefore;

    /// <summary>Whether the next batch has one transaction, because main's own state kept everything from being applied.</summary>
    public bool IsProbing { get; private set; }

    /// <summary>The time until main is to be tried again; not positive when it may be now.</summary>
    public TimeSpan Remaining => time.GetElapsedTime(time.GetTimestamp(), notBefore);

    public void Note(FailureClass cause)
    {
        failures = cause == last ? failures + 1 : 1;
        last = cause;
        IsProbing |= cause == FailureClass.ServerState;
        var delay = cause == FailureClass.ServerState ? RetrySchedule.ServerDelay(failures) : RetrySchedule.LinkDelay(failures);
        notBefore = time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);
    }

    /// <summary>
    /// Notes that main has taken a batch. The one behind a probe may show that it took only that: the delay goes on from where it was then.
    /// </summary>
    public void NoteSuccess() => (failures, IsProbing) = (IsProbing ? failures : 0, false);
}
