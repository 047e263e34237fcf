using CcatOps.Application.Errors;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>Lets many use the buffer at once, or one repair it while no other uses it.</summary>
internal sealed class AcceptGate(TimeProvider time) : IDisposable
{
    /// <summary>
    /// How long a repair may last before requests are told to come again: with the time that the journal may take, less than the patience of most clients.
    /// It counts from the beginning of the repair, because a request may come here several times.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);

    private readonly Lock sync = new();
    private readonly SemaphoreSlim closing = new(1, 1);
    private int inside;
    private long closedAt;
    private TaskCompletionSource? opened;
    private TaskCompletionSource? emptied;

    /// <param name="began">When the request began to use the buffer.</param>
    /// <param name="why">The reason for the exception.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="BufferUnavailableException">It stayed closed for too long.</exception>
    public async Task<IDisposable> EnterAsync(long began, Func<string> why, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wait;
            TimeSpan rest;
            lock (sync)
            {
                if (opened is null)
                {
                    inside++;
                    return new Pass(Leave);
                }

                (wait, rest) = (opened.Task, RestOf(Math.Min(began, closedAt)));
            }

            try
            {
                await wait.WaitAsync(rest, time, cancellationToken);
            }
            catch (TimeoutException exception)
            {
                throw new BufferUnavailableException(why(), exception);
            }
        }
    }

    /// <summary>Waits until all have left, and keeps newcomers waiting until the result is disposed of.</summary>
    public async Task<IDisposable> CloseAsync(CancellationToken cancellationToken)
    {
        await closing.WaitAsync(cancellationToken);
        Task wait;
        lock (sync)
        {
            opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
            emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
            closedAt = time.GetTimestamp();
            if (inside == 0)
                emptied.SetResult();
            wait = emptied.Task;
        }

        var pass = new Pass(Open);
        try
        {
            await wait.WaitAsync(cancellationToken);
            return pass;
        }
        catch
        {
            pass.Dispose();
            throw;
        }
    }

    /// <summary>The rest of the patience since a moment.</summary>
    public TimeSpan RestOf(long began) =>
        Patience - time.GetElapsedTime(began) is var rest && rest > TimeSpan.Zero ? rest : TimeSpan.Zero;

    public void Dispose() => closing.Dispose();

    private void Leave()
    {
        lock (sync)
        {
            if (--inside == 0)
                emptied?.TrySetResult();
        }
    }

    private void Open()
    {
        lock (sync)
        {
            opened!.SetResult();
            (opened, emptied) = (null, null);
        }

        closing.Release();
    }

    private sealed class Pass(Action leave) : IDisposable
    {
        private Action? leave = leave;

        public void Dispose() => Interlocked.Exchange(ref leave, null)?.Invoke();
    }
}
