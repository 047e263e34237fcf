namespace CcatOps.Domain.Sites;

/// <summary>
/// Every Redis key of one site; all begin with <c>site:{site_name}</c>, so sites share a Redis without sharing data.
/// The first five names are the specification's ("Redis Key Namespacing").
/// </summary>
public sealed record SiteKeys(string SiteName)
{
    public string Prefix => $"site:{SiteName}";

    /// <summary>List of transaction ids; the oldest at the tail, so LLEN is the depth.</summary>
    public string TransactionBuffer => $"{Prefix}:transaction_buffer";

    /// <summary>Sorted set of transaction ids by sequence.</summary>
    public string FailedTransactions => $"{Prefix}:failed_transactions";

    /// <summary>Sorted set of transaction ids by sequence, each behind a failed one that shares an entity.</summary>
    public string ParkedTransactions => $"{Prefix}:parked_transactions";

    /// <summary>Sorted set of transaction ids by sequence: applied at main, not yet seen on the local replica.</summary>
    public string UnconfirmedTransactions => $"{Prefix}:unconfirmed_transactions";

    /// <summary>Sorted set of transaction ids by sequence: replicated or discarded, until they expire.</summary>
    public string FinishedTransactions => $"{Prefix}:finished_transactions";

    /// <summary>Hash: entity to the sequence of the first failed or parked transaction that holds back the later ones.</summary>
    public string BlockedEntities => $"{Prefix}:blocked_entities";

    /// <summary>Counter: the sequence of the newest accepted transaction.</summary>
    public string Sequence => $"{Prefix}:sequence";

    /// <summary>String: the name of this life of the buffer; another one means that the buffer was lost in between.</summary>
    public string History => $"{Prefix}:history";

    /// <summary>Counter: the version of the overlay, one more with each event.</summary>
    public string OverlayVersion => $"{Prefix}:overlay_version";

    /// <summary>List of the newest overlay events, the newest at the tail.</summary>
    public string OverlayEvents => $"{Prefix}:overlay_events";

    /// <summary>Hash of counters since the buffer was made: accepted, committed, replicated, failed, discarded.</summary>
    public string Totals => $"{Prefix}:totals";

    /// <summary>String with a time to live: who drains.</summary>
    public string DrainLease => $"{Prefix}:drain_lease";

    /// <summary>Hash: why, since when and by whom the drain is paused.</summary>
    public string DrainPause => $"{Prefix}:drain_pause";

    /// <summary>String: the id of the journal, for as long as Redis holds all that the journal holds.</summary>
    public string Journal => $"{Prefix}:journal";

    /// <summary>Hash: state, body, times and errors of one transaction.</summary>
    public string Transaction(string transactionId) => $"{Prefix}:transaction:{transactionId}";

    /// <summary>String: the transaction that holds this idempotency key or client-made record id.</summary>
    public string Claim(string claim) => $"{Prefix}:claim:{claim}";

    /// <summary>Hash: who is logged in, the hash of the secret that proves it, and those of the secrets before.</summary>
    public string Session(string sessionId) => $"{Prefix}:session:{sessionId}";

    /// <summary>String: what a program gets for the one-time code with this hash.</summary>
    public string LoginCode(string codeHash) => $"{Prefix}:login_code:{codeHash}";

    public string Cache(string cacheKey) => $"{Prefix}:cache:{cacheKey}";
}
