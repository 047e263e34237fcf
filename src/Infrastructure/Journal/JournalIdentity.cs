using System.Text;

namespace CcatOps.Infrastructure.Journal;

/// <summary>The file that tells one journal from another.</summary>
internal static class JournalIdentity
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Reads the folder's id, or makes one: of several processes that begin at once one makes it, and all read it.</summary>
    public static Guid ReadOrMake(string folder)
    {
        var path = Path.Combine(folder, "journal.id");
        if (!File.Exists(path))
            MakeOnce(path);
        return Guid.TryParse(File.ReadAllText(path), out var id)
            ? id
            : throw new JournalUnavailableException($"{path} holds no id. Delete it with all processes of the site stopped; the buffer is then rebuilt.");
    }

    private static void MakeOnce(string path)
    {
        // Not by File.Move without overwriting: it looks first and then renames, and another may come in between.
        IDisposable? right = null;
        if (!SpinWait.SpinUntil(() => (right = FolderLock.TryTake($"{path}.lock")) is not null, Patience))
            throw new JournalUnavailableException($"another program has {path}.lock for itself.");
        using (right)
        {
            if (!File.Exists(path))
                Make(path);
        }
    }

    private static void Make(string path)
    {
        var draft = $"{path}.new";
        using (var handle = File.OpenHandle(draft, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(handle, Encoding.ASCII.GetBytes($"{Guid.NewGuid()}\n"), 0);
            RandomAccess.FlushToDisk(handle);
        }

        File.Move(draft, path, overwrite: true);
        StableStorage.SyncFolder(Path.GetDirectoryName(path)!);
    }
}
