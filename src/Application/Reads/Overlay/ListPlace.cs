using System.Buffers.Binary;

namespace CcatOps.Application.Reads.Overlay;

/// <summary>A place in a list as numbers that compare as the list is ordered, so that the places of all lists are alike.</summary>
public readonly record struct ListPlace(ulong First, UInt128 Second) : IComparable<ListPlace>
{
    private const uint Sign = 1u << 31;

    /// <summary>The place in a list in the order of ids.</summary>
    public static ListPlace ById(Guid id) => new(0, Bits(id));

    /// <summary>The place in a list in the order of ids.</summary>
    public static ListPlace ById(int id) => new(0, (uint)id ^ Sign);

    /// <summary>The place in a list that begins with the newest; of one time the greater id comes first.</summary>
    public static ListPlace NewestFirst(DateTimeOffset time, Guid id) => new(ulong.MaxValue - (ulong)time.UtcTicks, ~Bits(id));

    public int CompareTo(ListPlace other) => First != other.First ? First.CompareTo(other.First) : Second.CompareTo(other.Second);

    /// <summary>The id of which <see cref="ById(Guid)"/> made the place.</summary>
    public Guid ToUuid() => IdOf(Second);

    /// <summary>The id of which <see cref="ById(int)"/> made the place.</summary>
    public int ToInteger() => (int)((uint)Second ^ Sign);

    /// <summary>The time and the id of which <see cref="NewestFirst"/> made the place.</summary>
    public (DateTimeOffset Time, Guid Id) ToNewest() => (new DateTimeOffset((long)(ulong.MaxValue - First), TimeSpan.Zero), IdOf(~Second));

    /// <summary>A UUID compares byte by byte, as in PostgreSQL.</summary>
    private static UInt128 Bits(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static Guid IdOf(UInt128 bits)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, bits);
        return new Guid(bytes, bigEndian: true);
    }
}
