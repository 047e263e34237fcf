using System.Runtime.InteropServices;
using CcatOps.Domain.Sites;

namespace CcatOps.Infrastructure;

/// <summary>
/// Keeps what the service stores from other users of the machine: the journal and the databases hold what was observed, and hashes of tokens.
/// Windows is left as it is.
/// </summary>
public static class PrivateFiles
{
    private const uint OthersMask = 0b000_111_111;
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Beside a SQLite file. https://www.sqlite.org/tempfiles.html</summary>
    private static readonly string[] SqliteFiles = ["", "-wal", "-shm", "-journal"];

    /// <summary>Lets this process create files as 0600 and folders as 0700, those of SQLite included.</summary>
    public static void CreateFromNowOn()
    {
        if (!OperatingSystem.IsWindows())
            _ = SetMask(OthersMask);
    }

    /// <summary>Takes the rights of other users from what a site has stored already.</summary>
    /// <returns>The rights of other users, in words.</returns>
    public static IReadOnlyList<string> Close(SiteConfig site) =>
        OperatingSystem.IsWindows() ? [] : [.. PathsOf(site).Select(Close).OfType<string>()];

    private static IEnumerable<string> PathsOf(SiteConfig site)
    {
        var journal = site.TransactionBuffering.JournalPath;
        if (journal.Length > 0 && Directory.Exists(journal))
            return [journal, .. Directory.EnumerateFileSystemEntries(journal, "*", SearchOption.AllDirectories), .. DatabasesOf(site)];
        return DatabasesOf(site);
    }

    private static IEnumerable<string> DatabasesOf(SiteConfig site)
    {
        string[] databases =
        [
            .. site.MainDatabase.Type == DatabaseType.Sqlite ? [site.MainDatabase.File] : Array.Empty<string>(),
            .. site.BufferType == BufferType.Sqlite ? [site.BufferPath] : Array.Empty<string>(),
            site.SessionsPath,
        ];
        return databases.SelectMany(path => SqliteFiles.Select(suffix => path + suffix)).Where(File.Exists);
    }

    /// <returns>Null: it is its owner's alone.</returns>
    private static string? Close(string path)
    {
        if (OperatingSystem.IsWindows())
            return null;
        try
        {
            var mode = File.GetUnixFileMode(path);
            if ((mode & ~Owner) == 0)
                return null;
            File.SetUnixFileMode(path, mode & Owner);
            return $"Other users of this machine could use {path}; its mode was changed from {Octal(mode)} to {Octal(mode & Owner)}.";
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"Other users of this machine can use {path}, and its mode cannot be changed: {exception.Message}";
        }
    }

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(4, '0');

#pragma warning disable SYSLIB1054 // Generated marshalling would need unsafe code in the whole project.
    [DllImport("libc", EntryPoint = "umask", ExactSpelling = true)]
    private static extern uint SetMask(uint mask);
#pragma warning restore SYSLIB1054
}
