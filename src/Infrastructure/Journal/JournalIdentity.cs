namespace CcatOps.Infrastructure.Journal;

/// <summary>The file that tells one journal from another.</summary>
internal static class JournalIdentity
{
    private const string FileName = "journal.id";

    /// <summary>Reads the folder's id, or makes one: of several processes that begin at once one wins, and all read its id.</summary>
    public static Guid ReadOrMake(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            Make(folder, path);
        return Guid.TryParse(File.ReadAllText(path), out var id)
            ? id
            : throw new JournalUnavailableException($"{path} holds no id. Delete it with all processes of the site stopped; the buffer is then rebuilt.");
    }

    private static void Make(string folder, string path)
    {
        var draft = Path.Combine(folder, $"{FileName}-{Guid.NewGuid():N}");
        try
        {
            using (var handle = File.OpenHandle(draft, FileMode.CreateNew, FileAccess.Write))
            {
                RandomAccess.Write(handle, System.Text.Encoding.ASCII.GetBytes($"{Guid.NewGuid()}\n"), 0);
                RandomAccess.FlushToDisk(handle);
            }

            File.Move(draft, path, overwrite: false);
            StableStorage.SyncFolder(folder);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
