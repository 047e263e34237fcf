using CcatOps.Application.Errors;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Status;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Monitoring;

/// <summary>
/// Takes a sample each minute and keeps those of the last days: in memory, and for the other processes and the next start in the store of
/// the site. What the store does not take is offered again.
/// </summary>
public sealed class SiteHistory(
    SiteConfig site, IBufferMonitor buffer, SiteMonitor monitor, IDiskProbe disks, IHistoryStore store, TimeProvider time)
{
    /// <summary>Less than a minute, so that no minute is missed.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(15);

    private readonly Lock gate = new();
    private readonly SortedList<DateTimeOffset, HistorySample> samples = [];
    private readonly SortedList<DateTimeOffset, HistorySample> unkept = [];
    private DateTimeOffset readUpTo = DateTimeOffset.MinValue;

    /// <summary>The samples at or after a moment, the oldest first.</summary>
    public IReadOnlyList<HistorySample> Since(DateTimeOffset moment)
    {
        lock (gate)
            return [.. samples.Values.Where(sample => sample.At >= moment)];
    }

    /// <summary>Names a disk of this machine in a sample.</summary>
    public static string NameOf(DiskRoom disk) => $"{Environment.MachineName}/{disk.Name}";

    /// <summary>Takes the sample of this minute, unless there is one.</summary>
    public async Task SampleAsync(CancellationToken cancellationToken)
    {
        var minute = HistorySample.MinuteOf(time.GetUtcNow());
        await ReadAsync(minute, cancellationToken);
        if (Has(minute))
            return;
        var sample = await TakeAsync(minute, cancellationToken);
        IReadOnlyList<HistorySample> fresh;
        lock (gate)
        {
            samples[minute] = unkept[minute] = sample;
            Forget(samples, minute);
            Forget(unkept, minute);
            fresh = [.. unkept.Values];
        }

        await KeepAsync(fresh, cancellationToken);
    }

    private async Task ReadAsync(DateTimeOffset minute, CancellationToken cancellationToken)
    {
        var oldest = minute - HistorySample.Retention;
        var after = readUpTo > oldest ? readUpTo : oldest;
        try
        {
            var found = await store.ReadAsync(after, cancellationToken);
            lock (gate)
            {
                foreach (var sample in found)
                    samples[sample.At] = sample;
            }

            // The sample of this minute may still be under way to the store.
            readUpTo = minute - (2 * HistorySample.Interval);
        }
        catch (SharedRecordsUnavailableException)
        {
            // They are read when the store is available again.
        }
    }

    private async Task KeepAsync(IReadOnlyList<HistorySample> fresh, CancellationToken cancellationToken)
    {
        try
        {
            await store.KeepAsync(fresh, cancellationToken);
            lock (gate)
            {
                foreach (var sample in fresh)
                    unkept.Remove(sample.At);
            }
        }
        catch (SharedRecordsUnavailableException)
        {
            // They are offered again with the next one.
        }
    }

    private async Task<HistorySample> TakeAsync(DateTimeOffset minute, CancellationToken cancellationToken)
    {
        var status = await LookAsync(cancellationToken);
        return new HistorySample
        {
            At = minute,
            Accepted = Total(status, TransactionState.Buffered),
            Applied = Total(status, TransactionState.Committed),
            Replicated = Total(status, TransactionState.Replicated),
            Depth = status?.Depth,
            OldestAgeSeconds = status switch
            {
                null => null,
                { OldestAcceptedAt: { } oldest } => Math.Round(Math.Max(0, (time.GetUtcNow() - oldest).TotalSeconds), 1),
                _ => 0,
            },
            ReplicaLagSeconds = site.IsSecondarySite && monitor.LagSeconds is { } lag ? Math.Round(lag, 1) : null,
            Free = disks.Look() is { Count: > 0 } rooms ? rooms.ToDictionary(NameOf, room => room.FreeBytes) : null,
        };
    }

    /// <summary>Null at a main site, which has no buffer, and while the buffer is unavailable.</summary>
    private async Task<BufferStatus?> LookAsync(CancellationToken cancellationToken)
    {
        if (site.IsMainSite)
            return null;
        try
        {
            return await buffer.GetStatusAsync(cancellationToken).WaitAsync(Readiness.Patience, time, cancellationToken);
        }
        catch (Exception exception) when (exception is BufferUnavailableException or TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Without Redis the journal counts nothing.</summary>
    private static long? Total(BufferStatus? status, TransactionState state) =>
        status is null or { IsAlone: true } ? null : status.Totals.GetValueOrDefault(WireNames.Of(state));

    private bool Has(DateTimeOffset minute)
    {
        lock (gate)
            return samples.ContainsKey(minute);
    }

    private static void Forget(SortedList<DateTimeOffset, HistorySample> some, DateTimeOffset minute)
    {
        while (some.Count > 0 && some.GetKeyAtIndex(0) < minute - HistorySample.Retention)
            some.RemoveAt(0);
    }
}
