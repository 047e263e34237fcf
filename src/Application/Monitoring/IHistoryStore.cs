using CcatOps.Application.Errors;
using CcatOps.Domain.Status;

namespace CcatOps.Application.Monitoring;

/// <summary>Keeps the samples of a site for its processes. All members throw <see cref="SharedRecordsUnavailableException"/>.</summary>
public interface IHistoryStore
{
    /// <summary>Keeps samples; of each minute the first one is kept. Forgets what is older than <see cref="HistorySample.Retention"/>.</summary>
    Task KeepAsync(IReadOnlyList<HistorySample> samples, CancellationToken cancellationToken);

    /// <summary>Returns the samples after a moment, the oldest first.</summary>
    Task<IReadOnlyList<HistorySample>> ReadAsync(DateTimeOffset after, CancellationToken cancellationToken);
}
