using CcatOps.Api.Requests;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;

namespace CcatOps.Api.Answers;

internal static class AnswerHeaders
{
    public const string Durability = "CcatOps-Durability";
    public const string Replayed = "Idempotency-Replayed";
    public const string ReadConsistency = "CcatOps-Consistency";

    /// <summary>Says that a read may have gone back in time; silent about one that has not.</summary>
    public static void SetConsistency(this HttpResponse response, Consistency consistency)
    {
        if (consistency == Consistency.Replica)
            response.Headers[ReadConsistency] = "replica";
    }

    /// <summary>Says how a write is held, and where to follow it.</summary>
    public static void SetWrite(this HttpContext context, Sync? sync)
    {
        context.Response.Headers[Durability] = DurabilityOf(context.RequestServices, sync);
        if (sync?.TransactionId is { } transaction)
            context.Response.Headers.Link = $"<{PublicPath.At(context.Request, $"/api/transactions/{transaction}")}>; rel=\"status\"";
    }

    private static string DurabilityOf(IServiceProvider services, Sync? sync) =>
        sync?.State is null or TransactionState.Committed or TransactionState.Replicated
        || services.GetRequiredService<SiteConfig>().IsMainSite
            ? "committed"
            : services.GetRequiredService<SiteMonitor>().Safety.Level;
}
