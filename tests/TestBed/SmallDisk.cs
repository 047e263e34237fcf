using System.Globalization;
using CcatOps.TestBed.Processes;

namespace CcatOps.TestBed;

/// <summary>
/// A file system of a few megabytes over a folder, to be filled up. It is mounted in a name space of its own, which only the programs
/// that are started in it see and which ends with this process, so that nothing stays mounted. Needs the rights of root.
/// </summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private readonly ChildProcess _holder;
    private readonly string _folder;

    private SmallDisk(ChildProcess holder, string folder) => (_holder, _folder) = (holder, folder);

    private string Filler => $"/proc/{_holder.Id}/root{_folder}/filler";

    /// <summary>Mounts a disk over a folder.</summary>
    public static async Task<SmallDisk> MountAsync(string folder, long bytes)
    {
        var holder = await ChildProcess.StartAsync(new(
            Programs.Find("unshare", "util-linux"), "--mount", "--propagation", "private", "sh", "-c",
            "mount -t tmpfs -o size=\"$1\",mode=777 tmpfs \"$2\" && echo mounted && exec sleep infinity", "sh",
            bytes.ToString(CultureInfo.InvariantCulture), folder));
        await holder.WaitForOutputAsync("mounted", TimeSpan.FromSeconds(10));
        return new(holder, folder);
    }

    /// <summary>Takes all the space that is left.</summary>
    public async Task FillAsync()
    {
        await using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
                await filler.WriteAsync(block);
        }
        catch (IOException)
        {
            // No space left on the device.
        }
    }

    /// <summary>Gives back what <see cref="FillAsync"/> took.</summary>
    public void Free() => File.Delete(Filler);

    /// <summary>Unmounts the disk; what was on it is gone.</summary>
    public ValueTask DisposeAsync() => _holder.DisposeAsync();

    internal ChildCommand Inside(ChildCommand command) => command with
    {
        Program = Programs.Find("nsenter", "util-linux"),
        Arguments = [$"--mount=/proc/{_holder.Id}/ns/mnt", $"--wdns={command.WorkingDirectory}", command.Program, .. command.Arguments],
        WorkingDirectory = null,
    };
}
