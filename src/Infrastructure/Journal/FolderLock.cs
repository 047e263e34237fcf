namespace CcatOps.Infrastructure.Journal;

/// <summary>
/// A right that one process at a time has, by an exclusive lock on a file; the system gives it back when the process dies. The file
/// stays, because a lock on a deleted file excludes nobody. A network file system that knows no locks would let everybody in.
/// </summary>
internal static class FolderLock
{
    /// <summary>Null: another has it.</summary>
    public static IDisposable? TryTake(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (IsHeldByOther(exception))
        {
            return null;
        }
    }

    /// <summary>EWOULDBLOCK of Linux and of macOS, sharing violation of Windows: that is all .NET tells.</summary>
    public static bool IsHeldByOther(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);
}
