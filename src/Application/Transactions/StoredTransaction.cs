using System.Text.Json;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Transactions;

/// <summary>
/// Reads transactions as a buffer holds them. One that cannot be read, because somebody changed it or its storage is damaged, must not keep
/// the others from being read.
/// </summary>
public static class StoredTransaction
{
    /// <summary>Why it fails instead of being applied.</summary>
    public static readonly Failure Unreadable = new(
        "22032", "The content of the transaction in the buffer cannot be read, or is not signed by this site, and no journal has it. Discard it, and repeat the write.");

    /// <summary>Why a write cannot be answered that may be a repetition of one that cannot be read.</summary>
    public static ConflictException UnreadableHolder(Guid id) => new(
        $"Transaction {id} may be an earlier attempt of this write, and its content cannot be read. See GET /api/transactions/{id}: when it has "
        + "failed, discard it and repeat the write.");

    /// <summary>Why a write cannot be answered that repeats one which the local database does not show any more.</summary>
    public static ConflictException LostHolder(Guid id) => new($"Transaction {id} has written this already, and the local database does not show it.");

    /// <returns>The transaction; null: the text is not the transaction with this id.</returns>
    public static Transaction? TryRead(ReadOnlySpan<byte> json, Guid id)
    {
        try
        {
            return JsonSerializer.Deserialize<Transaction>(json, WireJson.Options) is { } read && read.Id == id && IsWhole(read) ? read : null;
        }
        catch (Exception exception) when (IsOfTheText(exception))
        {
            return null;
        }
    }

    /// <returns>The transaction as the overlay has it; null: the text is not the transaction with this id.</returns>
    public static OverlayTransaction? TryReadOverlay(byte[] json, Guid id, long sequence, TransactionState state, Lsn? lsn)
    {
        try
        {
            return OverlayTransaction.Read(json, sequence, state, lsn) is var read && read.Id == id ? read : null;
        }
        catch (Exception exception) when (IsOfTheText(exception))
        {
            return null;
        }
    }

    /// <summary>Returns a substitute for a transaction that cannot be read: it changes nothing, and concerns the same entities.</summary>
    public static Transaction StandIn(Guid id, IEnumerable<string> entities, IEnumerable<string> claims, DateTimeOffset? acceptedAt) => new()
    {
        Id = id,
        SiteName = "",
        Operation = "unknown",
        Principal = "",
        Entities = [.. entities],
        Changes = [],
        AcceptedAt = acceptedAt ?? DateTimeOffset.UnixEpoch,
        RequestHash = "",
        Claims = [.. claims],
    };

    /// <summary>A newer program may know more tables; the drain fails what it has taken for its version.</summary>
    private static bool IsWhole(Transaction read) =>
        !read.Entities.IsDefault && !read.Claims.IsDefault && !read.Changes.IsDefault
        && (read.Version > Transaction.CurrentVersion || read.Changes.All(IsWhole));

    private static bool IsWhole(Change? change) =>
        change is { Key: not null } && Tables.All.Any(table => table.Name == change.Table)
        && (change.Kind == ChangeKind.Delete || change.Values is not null);

    private static bool IsOfTheText(Exception exception) =>
        exception is JsonException or NotSupportedException or InvalidOperationException or FormatException or ArgumentException;
}
