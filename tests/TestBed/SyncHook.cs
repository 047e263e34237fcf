using CcatOps.TestBed.Processes;

namespace CcatOps.TestBed;

/// <summary>
/// A slow, hanging or failing disk for child processes: a library that delays, blocks or fails <c>fsync</c> and <c>fdatasync</c> below
/// one folder. It is compiled with gcc on first use.
/// </summary>
public sealed class SyncHook : IDisposable
{
    private static readonly Lazy<Task<string>> Library = new(CompileAsync);
    private readonly string _folder = ScratchFolder.Create("sync-hook");

    private SyncHook(string library, string covered) => Variables = new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = library,
        ["SYNC_HOOK_FOLDER"] = covered,
        ["SYNC_HOOK_CONTROL"] = Control,
    };

    /// <summary>The environment variables that put a process under the hook.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>Whether a process waits in <c>fsync</c> or has waited there since the last <see cref="Hang"/>.</summary>
    public bool HasHeld => File.Exists(Held);

    private string Control => Path.Combine(_folder, "control");

    private string Held => Control + ".held";

    /// <summary>Makes a hook that changes nothing yet.</summary>
    /// <param name="covered">The folder whose files it concerns, an absolute path.</param>
    /// <exception cref="FileNotFoundException">gcc is not installed.</exception>
    public static async Task<SyncHook> CreateAsync(string covered) => new(await Library.Value, covered);

    /// <summary>Each <c>fsync</c> takes this much longer.</summary>
    public void Delay(TimeSpan time) => Set($"delay {(long)time.TotalMilliseconds}");

    /// <summary>No <c>fsync</c> returns until <see cref="Release"/>.</summary>
    public void Hang()
    {
        File.Delete(Held);
        Set("hang");
    }

    /// <summary>Each <c>fsync</c> fails with EIO.</summary>
    public void Fail() => Set("fail");

    /// <summary>The disk is as it should be again.</summary>
    public void Release() => Set("");

    /// <summary>Releases what is held and deletes the control file.</summary>
    public void Dispose() => ScratchFolder.Delete(_folder);

    private void Set(string line)
    {
        File.WriteAllText(Control + ".next", line);
        File.Move(Control + ".next", Control, overwrite: true);
    }

    private static async Task<string> CompileAsync()
    {
        var library = Path.Combine(ScratchFolder.Create("sync-hook-library"), "sync_hook.so");
        await ChildProcess.RunAsync(new(
            Programs.Find("gcc", "gcc"), "-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", library,
            Path.Combine(AppContext.BaseDirectory, "sync_hook.c"), "-ldl"));
        return library;
    }
}
