namespace CcatOps.Domain.Status;

/// <summary>The state of a site at one minute. What was not known is null.</summary>
public sealed record HistorySample
{
    /// <summary>How long samples are kept.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    /// <summary>One sample is kept for each.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>The beginning of the minute.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Transactions accepted since the buffer was made.</summary>
    public long? Accepted { get; init; }

    /// <summary>Transactions applied at main since the buffer was made.</summary>
    public long? Applied { get; init; }

    /// <summary>Transactions shown by the replica since the buffer was made.</summary>
    public long? Replicated { get; init; }

    public long? Depth { get; init; }
    public double? OldestAgeSeconds { get; init; }
    public double? ReplicaLagSeconds { get; init; }

    /// <summary>Free bytes by the name of the machine and of the disk.</summary>
    public IReadOnlyDictionary<string, long>? Free { get; init; }

    /// <summary>The minute of a moment.</summary>
    public static DateTimeOffset MinuteOf(DateTimeOffset moment) =>
        new(moment.UtcTicks - (moment.UtcTicks % Interval.Ticks), TimeSpan.Zero);
}
