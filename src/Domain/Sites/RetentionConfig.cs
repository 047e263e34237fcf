namespace CcatOps.Domain.Sites;

/// <summary>How long the main database keeps single rows, before it keeps their number for each day.</summary>
public sealed record RetentionConfig
{
    /// <summary>Days for which each recorded use of a token is kept.</summary>
    public int TokenUseDays { get; init; } = 30;

    /// <summary>Days for which each decision about a buffer is kept; 0: for ever.</summary>
    public int AuditDays { get; init; }

    /// <summary>The beginning, in UTC, of the oldest day whose rows are kept; null: all are.</summary>
    public static DateTimeOffset? Before(DateTimeOffset now, int days) =>
        days == 0 ? null : new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(-days);
}
