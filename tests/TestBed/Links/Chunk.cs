namespace CcatOps.TestBed.Links;

/// <summary>Bytes on their way, with the moment when they arrive. The last two say how a stream ends.</summary>
internal readonly record struct Chunk(byte[] Buffer, int Length, long Due)
{
    private const int Reset = -1;

    public bool IsEnd => Length == 0;

    public bool IsReset => Length == Reset;

    public ReadOnlyMemory<byte> Bytes => Buffer.AsMemory(0, Math.Max(Length, 0));

    public static Chunk End(long due) => new([], 0, due);

    public static Chunk ResetAt(long due) => new([], Reset, due);
}
