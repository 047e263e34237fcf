using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Text.Json;
using CcatOps.Application.Serialization;

namespace CcatOps.Infrastructure.Journal;

/// <summary>
/// The index of a closed segment: a file beside it with the digest, the transactions by sequence and their claims by hash. It is derived from
/// the segment, so one that is missing or damaged is written again. Little-endian: <c>CCATJIDX</c>, CRC-32C of what follows (4), length of
/// the digest (4), length of the segment (8), number of entries (4) and of claims (4), digest (JSON), entries (sequence 8, offset 8, kind 1),
/// claims (hash 8, offset 8).
/// </summary>
internal sealed class SegmentIndex : ISegmentEntries, IDisposable
{
    private const int HeaderBytes = 32;
    private const int SummedFrom = 12;
    private const int EntryBytes = 17;
    private const int ClaimBytes = 16;

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly long entriesAt;
    private readonly int entries;
    private readonly long claimsAt;
    private readonly int claims;

    private SegmentIndex(MemoryMappedFile file, MemoryMappedViewAccessor view, int digestBytes)
    {
        (this.file, this.view) = (file, view);
        SegmentBytes = view.ReadInt64(16);
        (entries, claims) = (view.ReadInt32(24), view.ReadInt32(28));
        entriesAt = HeaderBytes + digestBytes;
        claimsAt = entriesAt + ((long)entries * EntryBytes);
        var digest = new byte[digestBytes];
        view.ReadArray(HeaderBytes, digest, 0, digestBytes);
        Digest = SegmentDigest.Of(JsonSerializer.Deserialize<SegmentDigest.Stored>(digest, WireJson.Options)!);
    }

    private static ReadOnlySpan<byte> Magic => "CCATJIDX"u8;

    /// <summary>The length of the segment when this was written. A segment that has grown since needs another index.</summary>
    public long SegmentBytes { get; }

    public SegmentDigest Digest { get; }

    public static string PathOf(string segment) => Path.ChangeExtension(segment, ".index");

    public static void Write(string segment, long segmentBytes, SegmentDigest digest, OpenSegmentEntries found)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(digest.ToStored(), WireJson.Options);
        var content = new byte[HeaderBytes + json.Length + (found.Count * EntryBytes) + (found.Claims.Count * ClaimBytes)];
        Magic.CopyTo(content);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(12), json.Length);
        BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(16), segmentBytes);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(24), found.Count);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(28), found.Claims.Count);
        json.CopyTo(content, HeaderBytes);
        var rest = content.AsSpan(HeaderBytes + json.Length);
        foreach (var entry in found.Ascending())
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, entry.Sequence);
            BinaryPrimitives.WriteInt64LittleEndian(rest[8..], entry.Offset);
            rest[16] = (byte)entry.Kind;
            rest = rest[EntryBytes..];
        }

        foreach (var (hash, offset) in found.Claims.OrderBy(claim => claim.Hash))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(rest, hash);
            BinaryPrimitives.WriteInt64LittleEndian(rest[8..], offset);
            rest = rest[ClaimBytes..];
        }

        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(8), Crc32C.Of(content.AsSpan(SummedFrom)));
        FileOnce.Replace(PathOf(segment), content);
    }

    /// <summary>The index of a segment; null if there is none that can be used.</summary>
    public static SegmentIndex? TryOpen(string segment)
    {
        var path = PathOf(segment);
        if (!File.Exists(path) || !IsWhole(path, out var digestBytes))
            return null;
        var file = MemoryMappedFile.CreateFromFile(
            File.Open(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete), null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        try
        {
            return new(file, view, digestBytes);
        }
        catch (JsonException)
        {
            // Another version wrote it.
            view.Dispose();
            file.Dispose();
            return null;
        }
    }

    public IEnumerable<SegmentEntry> Ascending()
    {
        for (var i = 0; i < entries; i++)
        {
            var at = entriesAt + ((long)i * EntryBytes);
            yield return new(view.ReadInt64(at), view.ReadInt64(at + 8), (RecordKind)view.ReadByte(at + 16));
        }
    }

    public IEnumerable<long> WithClaim(ulong hash)
    {
        var (low, high) = (0, claims);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (HashAt(middle) < hash)
                low = middle + 1;
            else
                high = middle;
        }

        for (; low < claims && HashAt(low) == hash; low++)
            yield return view.ReadInt64(claimsAt + ((long)low * ClaimBytes) + 8);
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }

    private ulong HashAt(int place) => view.ReadUInt64(claimsAt + ((long)place * ClaimBytes));

    private static bool IsWhole(string path, out int digestBytes)
    {
        var content = File.ReadAllBytes(path);
        digestBytes = content.Length < HeaderBytes ? 0 : BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(12));
        return content.Length >= HeaderBytes
            && content.AsSpan().StartsWith(Magic)
            && MemoryMarshal.Read<uint>(content.AsSpan(8)) == Crc32C.Of(content.AsSpan(SummedFrom));
    }
}
