namespace CcatOps.Domain.Sites;

/// <summary>Section <c>transaction_buffering</c>; defaults are the specification's.</summary>
public sealed record TransactionBufferingConfig
{
    /// <summary>The most transactions that may wait for the main database.</summary>
    public int BufferSize { get; init; } = 1000;

    /// <summary>The most bytes of their contents that may wait; 0: as many as the storage can hold.</summary>
    public long BufferBytes { get; init; }

    /// <summary>Attempts for an error that is neither trouble with the link nor permanent.</summary>
    public int RetryAttempts { get; init; } = 3;

    /// <summary>Wait before the second attempt; doubles with each further one.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan BackgroundProcessingInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Folder of the journal, a second copy of what is accepted; empty: none.</summary>
    public string JournalPath { get; init; } = "";

    /// <summary>How long the journal keeps what is replicated.</summary>
    public TimeSpan JournalRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long an answer waits for the journal's disk.</summary>
    public TimeSpan JournalTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
