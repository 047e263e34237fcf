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

    /// <summary>
    /// Sorted set in the order of its members: for each entity of each failed or parked transaction, the entity, the sequence and the id.
    /// </summary>
    public string HeldBack => $"{Prefix}:held_back";

    /// <summary>Sorted set of transaction ids by sequence: parked ones that may go along with one that a person has resolved.</summary>
    public string Following => $"{Prefix}:following";

    /// <summary>Hash: what the person has decided for those.</summary>
    public string Resolution => $"{Prefix}:resolution";

    /// <summary>Hash of counters since the buffer was made: accepted, committed, replicated, failed, discarded.</summary>
    public string Totals => $"{Prefix}:totals";

    /// <summary>Hash of what waits for main: its bytes, and for each principal its transactions and their bytes.</summary>
    public string Load => $"{Prefix}:load";

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

    /// <summary>Sorted set: the ids of the open sessions by the time at which they end.</summary>
    public string Sessions => $"{Prefix}:sessions";

    /// <summary>Sorted set: the names of the site's processes; each has a string with its last report.</summary>
    public string Processes => $"{Prefix}:processes";

    /// <summary>Sorted set: the state of the site at each minute of the last days.</summary>
    public string Samples => $"{Prefix}:samples";

    /// <summary>String: what a program gets for the one-time code with this hash.</summary>
    public string LoginCode(string codeHash) => $"{Prefix}:login_code:{codeHash}";

    /// <summary>String: a login that has come back from GitHub, by its hash.</summary>
    public string UsedLogin(string loginHash) => $"{Prefix}:used_login:{loginHash}";

    public string Cache(string cacheKey) => $"{Prefix}:cache:{cacheKey}";
}
