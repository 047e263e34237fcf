using CcatOps.Application.Draining;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;
using MediatR;

namespace CcatOps.Application.Features.Buffer;

/// <summary>The transaction buffer at a glance.</summary>
public sealed record GetBuffer : IRequest<BufferView>;

public sealed record BufferView
{
    /// <summary>Transactions that wait for main, the parked ones not counted.</summary>
    public required long Depth { get; init; }

    public required int Capacity { get; init; }

    /// <summary>Bytes of the contents of what waits, the parked ones counted.</summary>
    public required long WaitingBytes { get; init; }

    /// <summary>The most bytes that may wait; null where nothing bounds them.</summary>
    public long? CapacityBytes { get; init; }

    /// <summary>When it will be full at the present rates; 0 when it is, null when it does not fill.</summary>
    public double? FullInSeconds { get; init; }

    /// <summary>By this site's clock; null when nothing waits.</summary>
    public double? OldestAgeSeconds { get; init; }

    public required DrainView Drain { get; init; }
    public required long Unconfirmed { get; init; }
    public required long Failed { get; init; }
    public required long Parked { get; init; }
    public required RatesView Rates { get; init; }

    /// <summary>How accepted writes are held: <c>fsynced</c>, <c>everysec</c>, <c>memory</c>, or <c>none</c> where nothing is buffered.</summary>
    public required string Durability { get; init; }

    public required IReadOnlyDictionary<string, long> Totals { get; init; }

    /// <summary>Notes for operators, such as that Redis is unavailable and the journal replaces it.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

public sealed record DrainView(DrainState State, string? Reason, string? LastError, DrainPause? Pause);

/// <summary>Transactions per second over about the last minute.</summary>
public sealed record RatesView(double AcceptedPerSecond, double AppliedPerSecond);

internal sealed class GetBufferHandler(
    SiteConfig site,
    IBufferMonitor buffer,
    BufferDrainer drainer,
    SiteMonitor monitor,
    BufferRates rates,
    TimeProvider time) : IRequestHandler<GetBuffer, BufferView>
{
    public async Task<BufferView> Handle(GetBuffer request, CancellationToken cancellationToken)
    {
        var status = await buffer.GetStatusAsync(cancellationToken);
        var (accepted, applied) = rates.PerSecond();
        return new BufferView
        {
            Depth = status.Depth,
            Capacity = monitor.Capacity.Transactions,
            WaitingBytes = status.WaitingBytes,
            CapacityBytes = monitor.Capacity.Bytes is var bytes and < long.MaxValue ? bytes : null,
            FullInSeconds = site.IsMainSite
                ? null
                : FullForecast.SecondsUntilFull(status.Waiting.Transactions, monitor.Capacity.Places(status.Waiting), accepted, applied),
            OldestAgeSeconds = status.OldestAcceptedAt is { } oldest ? Age(oldest) : null,
            Drain = DrainOf(status),
            Unconfirmed = status.Unconfirmed,
            Failed = status.Failed,
            Parked = status.Parked,
            Rates = new RatesView(accepted, applied),
            Durability = site.IsMainSite ? "none" : monitor.Safety.Level,
            Totals = status.Totals,
            Notes = status.Notes,
        };
    }

    private DrainView DrainOf(BufferStatus status)
    {
        if (site.IsMainSite)
            return new DrainView(DrainState.Disabled, "a main site writes directly", null, null);
        var drain = drainer.Status.Under(status.Pause);
        return new DrainView(drain.State, drain.Reason, drain.LastError, status.Pause);
    }

    private double Age(DateTimeOffset oldest) => Math.Round(Math.Max(0, (time.GetUtcMicroseconds() - oldest).TotalSeconds), 3);
}
