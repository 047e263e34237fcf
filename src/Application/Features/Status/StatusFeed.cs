using System.Text.Json;
using CcatOps.Application.Serialization;

namespace CcatOps.Application.Features.Status;

/// <summary>
/// Follows the status of the site while somebody listens: one look a second for all listeners, and one event when something has changed, or
/// after a while without one.
/// </summary>
public sealed class StatusFeed(StatusLook look, TimeProvider time)
{
    /// <summary>The longest time between two events.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private TaskCompletionSource<StatusEvent> next = New();
    private StatusEvent? last;
    private byte[] lastContent = [];
    private long lastAt;
    private int listeners;
    private bool isFollowing;

    /// <summary>Listens until it is disposed.</summary>
    public IDisposable Listen()
    {
        lock (gate)
        {
            listeners++;
            if (!isFollowing)
            {
                // A status from before the time without listeners is out of date.
                (isFollowing, last) = (true, null);
                _ = FollowAsync();
            }
        }

        return new Listening(this);
    }

    /// <summary>Returns the newest event that comes after another one, when there is one.</summary>
    /// <param name="known">The number of the last event that the listener has; 0: none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<StatusEvent> NextAsync(long known, CancellationToken cancellationToken)
    {
        Task<StatusEvent> coming;
        lock (gate)
        {
            if (last is { } newest && newest.Id != known)
                return newest;
            coming = next.Task;
        }

        return await coming.WaitAsync(cancellationToken);
    }

    private async Task FollowAsync()
    {
        while (true)
        {
            try
            {
                Note(await look.TakeAsync(CancellationToken.None));
            }
#pragma warning disable CA1031 // The listeners must outlive whatever a look meets; they see that nothing comes.
            catch (Exception)
#pragma warning restore CA1031
            {
            }

            await Task.Delay(Interval, time);
            lock (gate)
            {
                if (listeners > 0)
                    continue;
                isFollowing = false;
                return;
            }
        }
    }

    private void Note(StatusView status)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(status.WithoutMeasurements(), WireJson.Options);
        lock (gate)
        {
            if (last is not null && content.AsSpan().SequenceEqual(lastContent) && time.GetElapsedTime(lastAt) < LongestSilence)
                return;
            (lastContent, lastAt) = (content, time.GetTimestamp());
            // The time makes numbers grow also over a restart and from one process to another.
            last = new(Math.Max(last?.Id + 1 ?? 0, time.GetUtcNow().ToUnixTimeMilliseconds()), JsonSerializer.SerializeToUtf8Bytes(status, WireJson.Options));
            var coming = next;
            next = New();
            coming.SetResult(last);
        }
    }

    private void Leave()
    {
        lock (gate)
            listeners--;
    }

    private static TaskCompletionSource<StatusEvent> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Listening(StatusFeed feed) : IDisposable
    {
        private bool isOver;

        public void Dispose()
        {
            if (!isOver)
                feed.Leave();
            isOver = true;
        }
    }
}

/// <param name="Id">Increases from event to event.</param>
/// <param name="Json">The status.</param>
public sealed record StatusEvent(long Id, ReadOnlyMemory<byte> Json);
