namespace CcatOps.TestBed.Processes;

/// <summary>
/// Folders for the data of servers. All of a run lie in one folder that a locked file beside it marks as in use, so that the next run
/// can delete what a killed one left behind.
/// </summary>
internal static class ScratchFolder
{
    private const string Prefix = "ccat-ops-testbed-";
    private static readonly (string Folder, FileStream Mark) Run = CreateRun();
    private static int _count;

    /// <summary>A new folder that every account may write to: PostgreSQL refuses to run as root and makes its data folder in here.</summary>
    public static string Create(string name)
    {
        var folder = Path.Combine(Run.Folder, $"{name}-{Interlocked.Increment(ref _count)}");
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        return folder;
    }

    public static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private static (string Folder, FileStream Mark) CreateRun()
    {
        DeleteAbandoned();
        var folder = Directory.CreateTempSubdirectory(Prefix).FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var mark = new FileStream(folder + ".lock", FileMode.Create, FileAccess.Write, FileShare.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => TryDeleteRun(folder, mark);
        return (folder, mark);
    }

    private static void DeleteAbandoned()
    {
        foreach (var path in Directory.EnumerateFiles(Path.GetTempPath(), Prefix + "*.lock"))
        {
            try
            {
                using var mark = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None);
                DeleteRun(path[..^".lock".Length], mark);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // In use, or another account's.
            }
        }
    }

    private static void TryDeleteRun(string folder, FileStream mark)
    {
        try
        {
            DeleteRun(folder, mark);
        }
        catch (IOException)
        {
            // A server that was not disposed of still writes. It ends with this process, and the next run deletes the folder.
        }
    }

    private static void DeleteRun(string folder, FileStream mark)
    {
        Delete(folder);
        File.Delete(mark.Name);
        mark.Dispose();
    }
}
