using System.Globalization;
using CcatOps.TestBed.Processes;

namespace CcatOps.TestBed;

/// <summary>
/// A file system of a few megabytes over a folder, to be filled up. It is mounted in a name space of its own, which only the programs
/// that are started in it see and which ends with this process, so that nothing stays mounted. Needs the rights of root.
/// </summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private const long Slack = 256 << 10;
    private readonly ChildProcess _holder;
    private readonly string _folder;
    private readonly long _bytes;

    private SmallDisk(ChildProcess holder, string folder, long bytes) => (_holder, _folder, _bytes) = (holder, folder, bytes);

    /// <summary>The folder as the programs on the disk see it.</summary>
    public string Folder => _folder;

    /// <summary>Mounts a disk over a folder.</summary>
    public static async Task<SmallDisk> MountAsync(string folder, long bytes)
    {
        var holder = await ChildProcess.StartAsync(new(
            Programs.Find("unshare", "util-linux"), "--mount", "--propagation", "private", "sh", "-c",
            "mount -t tmpfs -o size=\"$1\",mode=777 tmpfs \"$2\" && echo mounted && exec sleep infinity", "sh", Invariant(bytes), folder));
        await holder.WaitForOutputAsync("mounted", TimeSpan.FromSeconds(10));
        return new(holder, folder, bytes);
    }

    /// <summary>Mounts a disk over a new folder.</summary>
    public static Task<SmallDisk> CreateAsync(string name, long bytes) => MountAsync(ScratchFolder.Create(name), bytes);

    /// <summary>Leaves no space on the disk: makes it little larger than what is on it, and fills the rest with a file.</summary>
    public async Task FillAsync()
    {
        // Writes of programs between the two steps may exceed the slack, so the steps are repeated.
        await Eventually.WaitForAsync(
            async () =>
            {
                var disk = new DriveInfo(Root);
                await ResizeAsync(disk.TotalSize - disk.TotalFreeSpace + Slack);
                return true;
            },
            TimeSpan.FromSeconds(10), "the disk should become small");
        await using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                await filler.WriteAsync(new byte[4096]);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives back what <see cref="FillAsync"/> took.</summary>
    public async Task FreeAsync()
    {
        await ResizeAsync(_bytes);
        File.Delete(Filler);
    }

    /// <summary>Unmounts the disk; what was on it is gone.</summary>
    public ValueTask DisposeAsync() => _holder.DisposeAsync();

    /// <summary>The same command for a program that sees the disk.</summary>
    public ChildCommand Inside(ChildCommand command) => command with
    {
        Program = Programs.Find("nsenter", "util-linux"),
        Arguments =
        [
            Namespace, .. command.WorkingDirectory is null ? Array.Empty<string>() : [$"--wdns={command.WorkingDirectory}"], command.Program,
            .. command.Arguments,
        ],
        WorkingDirectory = null,
    };

    private string Root => $"/proc/{Invariant(_holder.Id)}/root{_folder}";

    private string Filler => Path.Combine(Root, ".filler");

    private string Namespace => $"--mount=/proc/{Invariant(_holder.Id)}/ns/mnt";

    private Task ResizeAsync(long bytes) => ChildProcess.RunAsync(Inside(new("mount", "-o", $"remount,size={Invariant(bytes)}", _folder)));

    private static string Invariant(long number) => number.ToString(CultureInfo.InvariantCulture);
}
