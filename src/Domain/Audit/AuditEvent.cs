using System.Text.Json.Nodes;
using CcatOps.Domain.Records;

namespace CcatOps.Domain.Audit;

/// <summary>A decision of a person about the buffer or about who may do what: who, from where, when, why.</summary>
public sealed record AuditEvent : StoredRecord
{
    public required Guid Id { get; init; }
    public required string SiteName { get; init; }

    /// <summary>When, by the clock of the site where it was decided.</summary>
    public required DateTimeOffset At { get; init; }

    public required string Principal { get; init; }

    public required AuditAction Action { get; init; }

    /// <summary>The transaction that it was about; null: the buffer as a whole, or a token.</summary>
    public Guid? AboutTransactionId { get; init; }

    public string? Reason { get; init; }
    public JsonObject? Details { get; init; }

    /// <summary>The address that it came from; null: the site's own machine.</summary>
    public string? RemoteAddress { get; init; }
}

public enum AuditAction
{
    Retry,
    Edit,
    Discard,
    Pause,
    Resume,
    Reconcile,

    /// <summary>A token was made.</summary>
    Create,

    /// <summary>A token got a new value.</summary>
    Rotate,

    /// <summary>A token was ended.</summary>
    Revoke,

    /// <summary>A token was made at a site while main was out of reach.</summary>
    Emergency,

    /// <summary>A user was made, or got other roles.</summary>
    Role,

    /// <summary>A user was disabled.</summary>
    Disable,

    /// <summary>A disabled user was let in again.</summary>
    Enable,

    /// <summary>A user was linked to a GitHub account.</summary>
    Link,

    /// <summary>The session of another person was closed.</summary>
    Close,
}
