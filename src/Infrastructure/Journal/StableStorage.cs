using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CcatOps.Infrastructure.Journal;

internal static class StableStorage
{
    public static void MakeFolder(string path)
    {
        if (Directory.Exists(path))
            return;
        var parent = Path.GetDirectoryName(path);
        if (parent is not null)
            MakeFolder(parent);
        Directory.CreateDirectory(path);
        if (parent is not null)
            SyncFolder(parent);
    }

    /// <summary>Makes the content of a file safe.</summary>
    /// <remarks>
    /// <see cref="RandomAccess.FlushToDisk"/> and <see cref="FileStream.Flush(bool)"/> hide a failed fsync: in .NET 10.0 the native function
    /// returns 1 instead of -1.
    /// </remarks>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void SyncFile(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
            RandomAccess.FlushToDisk(file);
        else if (FSync(file) < 0)
            throw new IOException($"A file cannot be made safe: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
    }

    /// <summary>Makes the names of new and renamed files safe. A file's own fsync does not: https://man7.org/linux/man-pages/man2/fsync.2.html</summary>
    public static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;

        // .NET refuses to open a folder.
        var descriptor = Open(path, 0);
        if (descriptor < 0)
            throw new IOException($"{path} cannot be opened: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        try
        {
            if (FSync(descriptor) < 0)
                throw new IOException($"{path} cannot be made safe: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

#pragma warning disable SYSLIB1054 // Generated marshalling would need unsafe code in the whole project.
    [DllImport("libc", EntryPoint = "open", ExactSpelling = true, SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", ExactSpelling = true, SetLastError = true)]
    private static extern int FSync(int descriptor);

    [DllImport("libc", EntryPoint = "fsync", ExactSpelling = true, SetLastError = true)]
    private static extern int FSync(SafeFileHandle descriptor);

    [DllImport("libc", EntryPoint = "close", ExactSpelling = true)]
    private static extern int Close(int descriptor);
#pragma warning restore SYSLIB1054
}
