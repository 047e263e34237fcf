using System.Text.Json;

namespace CcatOps.Domain.Audit;

/// <summary>Which audit events a site may delete, once they are older than its settings allow.</summary>
public static class AuditRules
{
    /// <summary>
    /// Decisions about buffers. Those about tokens and roles say who may do what and since when, so they are kept for ever.
    /// </summary>
    public static bool MayBeDeleted(AuditAction action) => action is AuditAction.Retry or AuditAction.Edit or AuditAction.Discard
        or AuditAction.Pause or AuditAction.Resume or AuditAction.Reconcile;

    /// <summary>The names of those, as the tables hold them.</summary>
    public static string[] AboutBuffers { get; } =
        [.. Enum.GetValues<AuditAction>().Where(MayBeDeleted).Select(action => JsonNamingPolicy.SnakeCaseLower.ConvertName(action.ToString()))];
}
