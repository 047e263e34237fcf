namespace CcatOps.Infrastructure.Journal;

/// <summary>Creates a file of the folder once, whole and on stable storage, whichever of several processes is first.</summary>
internal static class FileOnce
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <exception cref="JournalUnavailableException">Another program holds the lock beside the file.</exception>
    public static void Create(string path, ReadOnlySpan<byte> content)
    {
        if (File.Exists(path))
            return;

        // Not by File.Move without overwriting: it looks first and then renames, and another process may create the file in between.
        IDisposable? right = null;
        if (!SpinWait.SpinUntil(() => (right = FolderLock.TryTake($"{path}.lock")) is not null, Timeout))
            throw new JournalUnavailableException($"another program holds {path}.lock.");
        using (right)
        {
            if (!File.Exists(path))
                Replace(path, content);
        }
    }

    /// <summary>Writes a file whole: after a crash it has the old content or the new one.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var draft = $"{path}.new";
        using (var handle = File.OpenHandle(draft, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(handle, content, 0);
            StableStorage.SyncFile(handle);
        }

        File.Move(draft, path, overwrite: true);
        StableStorage.SyncFolder(Path.GetDirectoryName(path)!);
    }
}
