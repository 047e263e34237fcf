using System.Buffers.Binary;
using System.Numerics;

namespace CcatOps.Infrastructure.Journal;

/// <summary>The checksum of records and indexes (Castagnoli), by the processor's own instruction.</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes) => Continue(~0u, bytes);

    /// <summary>The checksum of what was summed before and these bytes.</summary>
    public static uint Continue(uint sum, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes)
            sum = BitOperations.Crc32C(sum, value);
        return sum;
    }
}
