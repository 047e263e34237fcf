using CcatOps.Application.Reads;
using CcatOps.Domain.Audit;

namespace CcatOps.Application.Resources;

/// <summary>The decisions of people.</summary>
public static class AuditEvents
{
    public static readonly FilterField<AuditEvent, AuditAction> Action = Filter.AnyOf((AuditEvent decision) => decision.Action, "Of these kinds.");

    public static readonly FilterField<AuditEvent, Guid> TransactionId =
        Filter.AnyOf((AuditEvent decision) => decision.AboutTransactionId, "About these transactions.") with { Name = "transaction_id" };

    public static readonly FilterField<AuditEvent, string> Principal =
        Filter.AnyOf((AuditEvent decision) => decision.Principal, "By these principals.");

    public static readonly FilterField<AuditEvent, DateTimeOffset> MinAt =
        Filter.AtLeast((AuditEvent decision) => decision.At, "Decided at this time or later.");

    public static readonly FilterField<AuditEvent, DateTimeOffset> MaxAt =
        Filter.Below((AuditEvent decision) => decision.At, "Decided before this time.");

    public static readonly IReadOnlyList<FilterField<AuditEvent>> Filters = [Action, TransactionId, Principal, MinAt, MaxAt];
}
