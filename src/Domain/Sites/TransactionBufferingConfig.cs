namespace CcatOps.Domain.Sites;

/// <summary>Section <c>transaction_buffering</c>; defaults are the specification's.</summary>
public sealed record TransactionBufferingConfig
{
    /// <summary>The most transactions that may wait for the main database.</summary>
    public int BufferSize { get; init; } = 1000;

    /// <summary>Attempts for an error that is neither trouble with the link nor permanent.</summary>
    public int RetryAttempts { get; init; } = 3;

    /// <summary>Wait before the second attempt; doubles with each further one.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan BackgroundProcessingInterval { get; init; } = TimeSpan.FromSeconds(1);
}
