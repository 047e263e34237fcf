namespace CcatOps.Domain.Buffering;

/// <summary>
/// How many transactions and bytes the next batch may hold. It doubles while full batches go through and is halved when the
/// link breaks one off, so a thin link gets batches that it can carry.
/// </summary>
public readonly record struct BatchSize(int Count)
{
    public const int Smallest = 1;
    public const int Largest = 5_000;

    /// <summary>Bytes of changes in one batch at most, unless a single transaction is larger.</summary>
    public const int LargestBytes = 4 * 1024 * 1024;

    public static readonly BatchSize Initial = new(64);

    public int Bytes => (int)Math.Min(LargestBytes, Math.Max(64 * 1024L, Count * 4096L));

    public BatchSize AfterSuccess(int applied) => applied < Count ? this : new BatchSize(Math.Min(Count * 2, Largest));

    public BatchSize AfterBreak() => new(Math.Max(Count / 2, Smallest));
}
