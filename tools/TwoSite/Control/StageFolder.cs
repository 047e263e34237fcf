namespace CcatOps.TwoSite.Control;

/// <summary>The place of a user's running stage: a folder with a lock and a socket.</summary>
internal sealed class StageFolder : IDisposable
{
    private readonly FileStream mark;

    private StageFolder(FileStream mark) => this.mark = mark;

    /// <summary>The socket that takes the verbs.</summary>
    public static string Socket { get; } = Path.Combine(Folder(), "control.sock");

    /// <summary>Null when a stage of this user runs. What a killed one left behind is removed.</summary>
    public static StageFolder? TryClaim()
    {
        var folder = Folder();
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (new DirectoryInfo(folder).LinkTarget is not null)
            throw new RefusedException($"{folder} is a link that somebody else may have laid. Remove it.");
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            // The kernel gives the lock back however its holder ends, so a lock that can be had means that no stage runs.
            var mark = new FileStream(Path.Combine(folder, "lock"), FileMode.Create, FileAccess.Write, FileShare.None);
            File.Delete(Socket);
            return new(mark);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        Directory.Delete(Folder(), recursive: true);
        mark.Dispose();
    }

    private static string Folder() =>
        Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } own && Directory.Exists(own)
            ? Path.Combine(own, "ccat-ops-two-site")
            : $"/tmp/ccat-ops-two-site-{Environment.UserName}";
}
