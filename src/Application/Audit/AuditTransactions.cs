using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Audit;

/// <summary>Makes the record of a decision: as a transaction, an entity of its own, or as one more change of the decision itself.</summary>
internal sealed class AuditTransactions(SiteConfig site, IRequestContext context, TimeProvider time)
{
    /// <summary>The field of the details with what the person is called, since the principal has the id that stays.</summary>
    private const string Login = "login";

    public Transaction Of(AuditAction action, Guid? about, string? reason, object? details = null)
    {
        var record = Record(action, about, reason, details, context.Principal);
        return new Transaction
        {
            Id = Guid.CreateVersion7(record.At),
            SiteName = site.SiteName,
            Operation = Operation.RecordAuditEvent.Name,
            Principal = context.Principal,
            Entities = [Transaction.Entity("audit", record.Id.ToString())],
            Changes = [RowChanges.Insert(Tables.AuditEvent, record)],
            AcceptedAt = record.At,
            RequestHash = Convert.ToHexStringLower(record.Id.ToByteArray()),
        };
    }

    /// <summary>Makes the change for a transaction that also makes the decision.</summary>
    /// <param name="action">The decision.</param>
    /// <param name="reason">Why.</param>
    /// <param name="details">Its subject.</param>
    /// <param name="principal">The person who decided, if that is not the sender of the request.</param>
    public Change ChangeOf(AuditAction action, string? reason, object details, string? principal = null) =>
        RowChanges.Insert(Tables.AuditEvent, Record(action, null, reason, details, principal ?? context.Principal));

    private AuditEvent Record(AuditAction action, Guid? about, string? reason, object? details, string principal)
    {
        var now = time.GetUtcMicroseconds();
        var told = details is null ? null : JsonSerializer.SerializeToNode(details, WireJson.Options) as JsonObject;
        if (context.Caller is { Login: { } login })
            (told ??= [])[Login] = login;
        return new AuditEvent
        {
            Id = Guid.CreateVersion7(now),
            SiteName = site.SiteName,
            At = now,
            Principal = principal,
            RemoteAddress = context.RemoteAddress,
            Action = action,
            AboutTransactionId = about,
            Reason = reason,
            Details = Storable(told),
        };
    }

    /// <summary>An edit shows the value that main has refused, which main would refuse in the audit too.</summary>
    private static JsonObject? Storable(JsonObject? details) =>
        details is null || StorableJson.Misfit(details) is null ? details : (JsonObject)StorableJson.Spelled(details)!;
}
