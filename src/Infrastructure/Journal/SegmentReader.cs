using Microsoft.Win32.SafeHandles;

namespace CcatOps.Infrastructure.Journal;

/// <summary>Reads the records of one segment in order, through a window of bounded size.</summary>
internal sealed class SegmentReader : IDisposable
{
    private const int WindowBytes = 256 << 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string path;
    private readonly SafeFileHandle handle;
    private readonly long length;
    private byte[] window = [];
    private long windowFrom;
    private int windowBytes;

    private SegmentReader(string path, SafeFileHandle handle, long position)
    {
        (this.path, this.handle) = (path, handle);
        length = RandomAccess.GetLength(handle);
        Position = Math.Max(position, SegmentFormat.HeaderBytes);
        if (position == 0)
            ReadHeader();
    }

    /// <summary>The end of the last record that was read.</summary>
    public long Position { get; private set; }

    /// <summary>How many times something that is no record was found before a record.</summary>
    public int Damaged { get; private set; }

    /// <summary>The segment ends in something that is no record.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>Opens a segment to read on from where an earlier reader ended, or from 0; null: it is gone.</summary>
    /// <exception cref="JournalUnavailableException">It cannot be read, or a newer program wrote it.</exception>
    public static SegmentReader? TryOpen(string path, long position)
    {
        SafeFileHandle? handle = null;
        try
        {
            // The process that deletes a segment locks it for a moment.
            if (!SpinWait.SpinUntil(() => (handle = TryShare(path)) is not null || !File.Exists(path), Patience))
                throw new JournalUnavailableException($"another program has {path} for itself.");
            return handle is null ? null : new SegmentReader(path, handle, position);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JournalUnavailableException)
        {
            handle?.Dispose();
            throw exception as JournalUnavailableException ?? new JournalUnavailableException(exception.Message, exception);
        }
    }

    /// <summary>The record that was found at an offset before; null if it is not there any more.</summary>
    /// <exception cref="JournalUnavailableException">It cannot be read, or a newer program wrote it.</exception>
    public static JournalRecord? TryReadAt(string path, long offset)
    {
        using var reader = TryOpen(path, offset);
        return reader?.TryReadAt(offset);
    }

    /// <summary>The record at an offset; null if there is none any more.</summary>
    /// <exception cref="JournalUnavailableException">The disk cannot be read, or a newer program wrote the record.</exception>
    public JournalRecord? TryReadAt(long offset)
    {
        Position = offset;
        if (TryRead(out var frame) && frame.Offset == offset)
            return frame.Decode();
        Damaged++;
        return null;
    }

    /// <exception cref="JournalUnavailableException">The disk cannot be read.</exception>
    public bool TryRead(out RecordFrame frame)
    {
        try
        {
            for (long? at = Position; at is { } offset; at = FindMarker(offset + 1))
            {
                if (!TryParse(offset, out frame))
                    continue;
                if (offset != Position)
                    Damaged++;
                Position = offset + SegmentFormat.FrameBytes + frame.Body.Length;
                return true;
            }
        }
        catch (IOException exception)
        {
            throw new JournalUnavailableException(exception.Message, exception);
        }

        IsTorn = Position < length || length < SegmentFormat.HeaderBytes;
        frame = default;
        return false;
    }

    public void Dispose() => handle.Dispose();

    private static SafeFileHandle? TryShare(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (IOException exception) when (FolderLock.IsHeldByOther(exception))
        {
            return null;
        }
    }

    private void ReadHeader()
    {
        var header = At(0, SegmentFormat.HeaderBytes).Span;
        if (header.Length < SegmentFormat.HeaderBytes)
            return;
        if (SegmentFormat.ReadVersion(header) is not { } version)
            Damaged++;
        else if (version != SegmentFormat.Version)
            throw new JournalUnavailableException($"{path} has version {version}; this program knows {SegmentFormat.Version}.");
    }

    private bool TryParse(long offset, out RecordFrame frame)
    {
        frame = default;
        if (SegmentFormat.ReadLength(At(offset, SegmentFormat.FrameBytes).Span) is not { } bytes || bytes > length - offset)
            return false;
        var whole = At(offset, checked((int)bytes));
        if (whole.Length < bytes || !SegmentFormat.IsSound(whole.Span))
            return false;
        frame = new RecordFrame(
            SegmentFormat.Kind(whole.Span),
            SegmentFormat.Sequence(whole.Span),
            SegmentFormat.Order(whole.Span),
            offset,
            whole[SegmentFormat.FrameBytes..]);
        return true;
    }

    private long? FindMarker(long from)
    {
        var marker = SegmentFormat.Marker;
        while (true)
        {
            var bytes = At(from, WindowBytes).Span;
            if (bytes.IndexOf(marker) is >= 0 and var found)
                return from + found;
            if (bytes.Length < WindowBytes)
                return null;
            from += bytes.Length - marker.Length + 1;
        }
    }

    /// <summary>The bytes from an offset on, fewer where the segment ends.</summary>
    private ReadOnlyMemory<byte> At(long offset, int bytes)
    {
        bytes = (int)Math.Clamp(length - offset, 0, bytes);
        if (offset < windowFrom || offset + bytes > windowFrom + windowBytes)
            Fill(offset, bytes);
        return window.AsMemory((int)(offset - windowFrom), Math.Min(bytes, windowBytes - (int)(offset - windowFrom)));
    }

    private void Fill(long offset, int bytes)
    {
        if (window.Length < bytes || window.Length == 0)
            window = new byte[Math.Max(bytes, WindowBytes)];
        (windowFrom, windowBytes) = (offset, 0);
        while (windowBytes < window.Length && RandomAccess.Read(handle, window.AsSpan(windowBytes), offset + windowBytes) is > 0 and var read)
            windowBytes += read;
    }
}
