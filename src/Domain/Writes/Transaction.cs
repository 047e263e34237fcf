using System.Collections.Immutable;

namespace CcatOps.Domain.Writes;

/// <summary>The ordered changes of one operation: applied whole and exactly once, or not at all.</summary>
public sealed record Transaction
{
    /// <summary>The version of this shape; a buffer may outlive the program that filled it.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;
    public required Guid Id { get; init; }
    public required string SiteName { get; init; }
    public required string Operation { get; init; }
    public required string Principal { get; init; }

    /// <summary>The records whose history this belongs to, such as <c>executed_obs_unit:…</c>; their order is kept.</summary>
    public required ImmutableArray<string> Entities { get; init; }

    public required ImmutableArray<Change> Changes { get; init; }

    /// <summary>When this site took it, by this site's clock. A label: nothing is decided by it.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>SHA-256 of the operation and the request, in hexadecimal.</summary>
    public required string RequestHash { get; init; }

    /// <summary>Names that no other transaction of this site may hold: an idempotency key, a record id made by a client.</summary>
    public ImmutableArray<string> Claims { get; init; } = [];

    /// <summary>Texts for the client, such as a reference that this site cannot check.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    public static string Entity(string table, string key) => $"{table}:{key}";

    /// <summary>Compares by identity: two transactions with one id are one.</summary>
    public bool Equals(Transaction? other) => other?.Id == Id;

    public override int GetHashCode() => Id.GetHashCode();
}
