using System.Text.Json;
using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Audit;

/// <summary>Makes the transaction that carries the record of a decision to main, as an entity of its own.</summary>
internal sealed class AuditTransactions(SiteConfig site, IRequestContext context, TimeProvider time)
{
    public Transaction Of(AuditAction action, Guid? about, string? reason, object? details = null)
    {
        var now = time.GetUtcMicroseconds();
        var id = Guid.CreateVersion7(now);
        var record = new AuditEvent
        {
            Id = id,
            SiteName = site.SiteName,
            At = now,
            Principal = context.Principal,
            Action = action,
            AboutTransactionId = about,
            Reason = reason,
            Details = details is null ? null : JsonSerializer.SerializeToNode(details, WireJson.Options) as JsonObject,
        };
        return new Transaction
        {
            Id = Guid.CreateVersion7(now),
            SiteName = site.SiteName,
            Operation = Operation.RecordAuditEvent.Name,
            Principal = context.Principal,
            Entities = [Transaction.Entity("audit", id.ToString())],
            Changes = [RowChanges.Insert(Tables.AuditEvent, record)],
            AcceptedAt = now,
            RequestHash = Convert.ToHexStringLower(id.ToByteArray()),
        };
    }
}
