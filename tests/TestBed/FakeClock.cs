using System.Globalization;
using CcatOps.TestBed.Processes;

namespace CcatOps.TestBed;

/// <summary>
/// A wall clock for child processes that can be set while they run. The monotonic clock stays true, as it does when someone sets a real
/// machine's clock. https://github.com/wolfcw/libfaketime
/// </summary>
public sealed class FakeClock : IDisposable
{
    private readonly string _folder = ScratchFolder.Create("clock");

    /// <summary>A clock that is right.</summary>
    public FakeClock() => Set(TimeSpan.Zero);

    /// <summary>The environment variables that make a process use this clock.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        // With the C library's own memory allocator: jemalloc, which Redis has, asks for the time before libfaketime is ready for it.
        ["LD_PRELOAD"] = $"{Library()} libc.so.6",
        ["FAKETIME_TIMESTAMP_FILE"] = File,
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        ["FAKETIME_CACHE_DURATION"] = "1",
        // libfaketime 0.9.10 takes glibc for one whose waits by the monotonic clock it must correct by the faked distance. They ended at once then, or
        // an hour late. https://github.com/wolfcw/libfaketime/pull/503
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
    };

    private string File => Path.Combine(_folder, "offset");

    /// <summary>Puts the clock ahead of the true time, or behind it; the processes notice within about a second.</summary>
    public void Set(TimeSpan ahead)
    {
        var next = File + ".next";
        System.IO.File.WriteAllText(next, ahead.TotalSeconds.ToString("+0;-0;+0", CultureInfo.InvariantCulture) + "\n");
        System.IO.File.Move(next, File, overwrite: true);
    }

    /// <summary>Deletes what the processes read; they go by the last reading.</summary>
    public void Dispose() => ScratchFolder.Delete(_folder);

    internal static string Library() => Directory.EnumerateDirectories("/usr/lib", "*-linux-*")
        .Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1"))
        .FirstOrDefault(System.IO.File.Exists)
        ?? throw new FileNotFoundException("The library libfaketimeMT is missing. Install it with: apt-get install faketime");
}
