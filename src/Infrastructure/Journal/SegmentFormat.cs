using System.Buffers.Binary;

namespace CcatOps.Infrastructure.Journal;

/// <summary>
/// How a segment is laid out, little-endian. It begins with <c>CCATJRNL</c>, the version (4 bytes) and the CRC-32C of both. A record is: marker (4),
/// length of the body (4), CRC-32C of all but marker and itself (4), kind (1), sequence (8), order (8), body (JSON).
/// </summary>
internal static class SegmentFormat
{
    public const int Version = 1;
    public const int HeaderBytes = 16;
    public const int FrameBytes = 29;
    private const int SumFrom = 12;

    /// <summary>Bytes that no UTF-8 text holds, so that after damage the next record can be found.</summary>
    public static ReadOnlySpan<byte> Marker => [0xF5, 0xC3, 0xFE, 0x9A];

    private static ReadOnlySpan<byte> Magic => "CCATJRNL"u8;

    public static byte[] Header(int version = Version)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), Crc32C.Of(header.AsSpan(0, 12)));
        return header;
    }

    /// <summary>The version that a segment's first bytes name; null: they are damaged.</summary>
    public static int? ReadVersion(ReadOnlySpan<byte> header) =>
        header.StartsWith(Magic) && BinaryPrimitives.ReadUInt32LittleEndian(header[12..]) == Crc32C.Of(header[..12])
            ? BinaryPrimitives.ReadInt32LittleEndian(header[8..])
            : null;

    /// <param name="kind">Says what the body is.</param>
    /// <param name="sequence">The sequence that it concerns.</param>
    /// <param name="order">The place of an edit among all edits of the folder.</param>
    /// <param name="body">The pieces that make it up.</param>
    public static byte[] Frame(RecordKind kind, long sequence, long order, params ReadOnlySpan<byte[]> body)
    {
        var frame = new byte[FrameBytes + Length(body)];
        Marker.CopyTo(frame);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), frame.Length - FrameBytes);
        frame[12] = (byte)kind;
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(13), sequence);
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(21), order);
        var rest = frame.AsSpan(FrameBytes);
        foreach (var piece in body)
        {
            piece.CopyTo(rest);
            rest = rest[piece.Length..];
        }

        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), Sum(frame));
        return frame;
    }

    /// <summary>The length of the whole record that seems to begin here; null: none does.</summary>
    public static long? ReadLength(ReadOnlySpan<byte> frame) =>
        frame.Length >= FrameBytes && frame.StartsWith(Marker) && BinaryPrimitives.ReadInt32LittleEndian(frame[4..]) is >= 0 and var body
            ? FrameBytes + (long)body
            : null;

    public static bool IsSound(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32LittleEndian(frame[8..]) == Sum(frame);

    public static RecordKind Kind(ReadOnlySpan<byte> frame) => (RecordKind)frame[12];

    public static long Sequence(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadInt64LittleEndian(frame[13..]);

    public static long Order(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadInt64LittleEndian(frame[21..]);

    private static int Length(ReadOnlySpan<byte[]> pieces)
    {
        var length = 0;
        foreach (var piece in pieces)
            length += piece.Length;
        return length;
    }

    private static uint Sum(ReadOnlySpan<byte> frame) => Crc32C.Continue(Crc32C.Of(frame[4..8]), frame[SumFrom..]);
}

internal enum RecordKind : byte
{
    Accepted = 1,
    Edited = 2,
    Discarded = 3,
    Settled = 4,
    Moved = 5,
    Direct = 6,
    Withdrawn = 7,
}
