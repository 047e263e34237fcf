using System.Buffers.Binary;

namespace CcatOps.Application.Reads;

/// <summary>A place in a list as numbers that compare as the list is ordered, so that places of all lists can be kept alike.</summary>
public readonly record struct ListPlace(ulong First, UInt128 Second) : IComparable<ListPlace>
{
    public int CompareTo(ListPlace other) => First != other.First ? First.CompareTo(other.First) : Second.CompareTo(other.Second);

    /// <summary>A UUID compares byte by byte, as in PostgreSQL.</summary>
    internal static UInt128 Bits(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}

/// <summary>The place of a record in a list; a client's cursor contains it.</summary>
public interface IListPosition
{
    ListPlace ToPlace();
}
