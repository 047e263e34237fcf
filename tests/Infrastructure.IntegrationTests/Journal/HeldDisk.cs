using Microsoft.Win32.SafeHandles;

namespace CcatOps.Infrastructure.IntegrationTests.Journal;

/// <summary>A journal's disk whose fsync waits or fails as the test wants.</summary>
internal sealed class HeldDisk : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly ManualResetEventSlim open = new(initialState: true);
    private volatile TaskCompletionSource waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether it refuses to write; it still is in time.</summary>
    public bool IsFull { get; set; }

    public void Flush(SafeFileHandle file)
    {
        if (IsFull)
            throw new IOException("No space left on device");
        waiting.TrySetResult();
        if (!open.Wait(Bound))
            throw new TimeoutException("The test never released the disk.");
        RandomAccess.FlushToDisk(file);
    }

    public void Hold()
    {
        waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        open.Reset();
    }

    /// <summary>Ends when a write waits.</summary>
    public Task WaitForWriteAsync() => waiting.Task.WaitAsync(Bound);

    public void Release() => open.Set();

    public void Dispose() => open.Dispose();
}
