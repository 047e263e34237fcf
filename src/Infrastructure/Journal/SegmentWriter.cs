using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace CcatOps.Infrastructure.Journal;

/// <summary>Writes to the current segment of this process and begins the next one when it is full or a write has failed.</summary>
internal sealed class SegmentWriter(string folder, long segmentBytes, Action<SafeFileHandle> flush) : IDisposable
{
    private SafeFileHandle? handle;
    private string path = "";
    private long length;

    /// <summary>Writes whole records. When this throws, they are in no segment that is read on, if the disk allows.</summary>
    /// <param name="frames">The records.</param>
    /// <param name="sequence">Names a segment that begins with them.</param>
    /// <param name="isDurable">Whether they must be on stable storage when this returns.</param>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public void Write(IReadOnlyList<ReadOnlyMemory<byte>> frames, long sequence, bool isDurable)
    {
        // Data written to a file that was removed is lost with the handle.
        if (handle is null || !File.Exists(path))
            Begin(sequence);
        try
        {
            RandomAccess.Write(handle!, frames, length);
            if (isDurable)
                flush(handle!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Abandon();
            throw;
        }

        length += frames.Sum(frame => (long)frame.Length);
        if (length >= segmentBytes)
            Dispose();
    }

    public void Dispose()
    {
        handle?.Dispose();
        handle = null;
    }

    private void Begin(long sequence)
    {
        Dispose();
        path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{sequence:D20}-{Guid.NewGuid().ToString("N")[..12]}.journal"));
        length = 0;
        try
        {
            // Shared, so that the file cannot be had alone, and so not be pruned, while it is written.
            handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.Write(handle, SegmentFormat.Header(), 0);
            StableStorage.SyncFolder(folder);
            length = SegmentFormat.HeaderBytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Abandon();
            throw;
        }
    }

    /// <summary>
    /// Cuts off what may have been written and leaves the segment: after a failed fsync the system forgets which pages were not
    /// written, so that a second one would succeed without them. https://wiki.postgresql.org/wiki/Fsync_Errors
    /// </summary>
    private void Abandon()
    {
        try
        {
            if (length <= SegmentFormat.HeaderBytes)
                File.Delete(path);
            else
                RandomAccess.SetLength(handle!, length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A torn end is what readers expect.
        }

        Dispose();
    }
}
