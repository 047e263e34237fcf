using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Sql;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Workers;

/// <summary>Replaces what is older than the settings allow by its number for each day, a thousand rows at a time.</summary>
internal sealed partial class RollUpStep(IDailyRollUp rollUp, SiteConfig site, TimeProvider time, ILogger<RollUpStep> logger)
{
    /// <summary>Its locks are held for some milliseconds.</summary>
    private const int Most = 1_000;

    /// <returns>Whether more may be left.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var uses = await SinceAsync(site.Retention.TokenUseDays, rollUp.RollUpTokenUsesAsync, cancellationToken);
            var events = await SinceAsync(site.Retention.AuditDays, rollUp.RollUpAuditEventsAsync, cancellationToken);
            if (events > 0)
                LogDeleted(events, site.Retention.AuditDays);
            return uses == Most || events == Most;
        }
        catch (MainDatabaseUnavailableException exception)
        {
            LogUnavailable(exception.Message);
            return false;
        }
    }

    private async Task<long> SinceAsync(
        int days, Func<DateTimeOffset, int, CancellationToken, Task<long>> replaceAsync, CancellationToken cancellationToken) =>
        RetentionConfig.Before(time.GetUtcNow(), days) is { } before ? await replaceAsync(before, Most, cancellationToken) : 0;

    [LoggerMessage(LogLevel.Information, "Replaced {Count} audit events older than {Days} days by their number for each day")]
    private partial void LogDeleted(long count, int days);

    [LoggerMessage(LogLevel.Warning, "Cannot replace old token uses and audit events by their number for each day: {Reason}")]
    private partial void LogUnavailable(string reason);
}
