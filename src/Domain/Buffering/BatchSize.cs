namespace CcatOps.Domain.Buffering;

/// <summary>
/// How many transactions and bytes the next batch may hold. It doubles while full batches go through quickly and follows the link's rate
/// where they do not, so that a batch stays well below the time after which it would be given up and sent again.
/// </summary>
/// <param name="Count">Transactions at most.</param>
/// <param name="Bytes">Bytes of changes at most, unless a single transaction is larger.</param>
public readonly record struct BatchSize(int Count, int Bytes)
{
    public const int Smallest = 1;
    public const int Largest = 10_000;

    public const int SmallestBytes = 64 * 1024;
    public const int LargestBytes = 8 * 1024 * 1024;

    public static readonly BatchSize Initial = new(64);

    /// <summary>Twice of what takes this long is not yet slow.</summary>
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(1.2);

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Aim = TimeSpan.FromSeconds(2);

    public BatchSize(int count)
        : this(count, Math.Clamp(count * 4096, SmallestBytes, LargestBytes))
    {
    }

    /// <param name="applied">How many transactions went through.</param>
    /// <param name="bytes">How many bytes they had; 0: unknown.</param>
    /// <param name="elapsed">How long that took.</param>
    public BatchSize AfterSuccess(int applied, long bytes = 0, TimeSpan elapsed = default)
    {
        if (elapsed > Slow)
            return TowardsAim(applied, bytes, Aim / elapsed);
        return IsQuick(elapsed) && IsFilledBy(applied, bytes) ? Scaled(2) : this;
    }

    /// <summary>Whether a batch was as large as it may be, so that more is likely to wait; a few may have been held back.</summary>
    public bool IsFilledBy(int count, long bytes) => count >= Count - (Count / 8) || bytes >= Bytes / 2;

    public static bool IsQuick(TimeSpan elapsed) => elapsed <= Quick;

    public BatchSize AfterBreak() => Scaled(0.5);

    /// <summary>Not below the initial size: a round trip of seconds is no reason for batches of one.</summary>
    private BatchSize TowardsAim(int applied, long bytes, double factor) => new(
        Math.Min(Count, Math.Max((int)(applied * factor), Initial.Count)),
        bytes == 0 ? Bytes : Math.Min(Bytes, Math.Max((int)(bytes * factor), SmallestBytes)));

    private BatchSize Scaled(double factor) => new(
        Math.Clamp((int)(Count * factor), Smallest, Largest), Math.Clamp((int)(Bytes * factor), SmallestBytes, LargestBytes));
}
