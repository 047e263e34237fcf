using System.Globalization;

namespace CcatOps.Infrastructure.Journal;

/// <summary>The rights that one process of a site has at a time. Beside the lock of the first, a file says that it is in use.</summary>
internal sealed class JournalRights(string folder, TimeProvider time)
{
    private readonly string alone = Path.Combine(folder, "alone");

    public bool SomeoneIsAlone => File.Exists(alone);

    public IDisposable? TryHoldAlone()
    {
        var right = FolderLock.TryTake($"{alone}.lock");
        if (right is null || SomeoneIsAlone)
            return right;
        try
        {
            File.WriteAllText(alone, string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} since {time.GetUtcNow():O}\n"));
            StableStorage.SyncFolder(folder);
            return right;
        }
        catch
        {
            File.Delete(alone);
            right.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes effect at once for all processes, so nothing that can fail may follow. Where a power cut undoes it, the next process takes over and finds
    /// nothing to put back.
    /// </summary>
    public void EndAlone() => File.Delete(alone);

    public IDisposable? TryHoldOldClaims() => FolderLock.TryTake(Path.Combine(folder, "old-claims.lock"));

    public IDisposable? TryHoldRecovery() => FolderLock.TryTake(Path.Combine(folder, "recovery.lock"));
}
