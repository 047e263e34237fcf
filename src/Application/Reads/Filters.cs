using System.Globalization;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads;

/// <summary>Which executions a list holds. An empty collection means any; <c>Min</c> is inclusive, <c>Max</c> exclusive.</summary>
public sealed record ExecutedObsUnitFilter : IRecordFilter<ExecutedObsUnit>
{
    public IReadOnlyCollection<int> ObsUnitIds { get; init; } = [];
    public IReadOnlyCollection<ExecutionStatus> Statuses { get; init; } = [];
    public DateTimeOffset? MinStartTime { get; init; }
    public DateTimeOffset? MaxStartTime { get; init; }
    public IReadOnlyCollection<TransactionState> SyncStates { get; init; } = [];

    public IReadOnlyCollection<string> Parents => [.. ObsUnitIds.Select(id => id.ToString(CultureInfo.InvariantCulture))];

    public bool MatchesAll => this is { ObsUnitIds.Count: 0, Statuses.Count: 0, MinStartTime: null, MaxStartTime: null };

    public bool Matches(ExecutedObsUnit record) =>
        (ObsUnitIds.Count == 0 || ObsUnitIds.Contains(record.ObsUnitId))
        && (Statuses.Count == 0 || Statuses.Contains(record.Status))
        && (MinStartTime is not { } min || record.StartTime >= min)
        && (MaxStartTime is not { } max || record.StartTime < max);
}

/// <summary>Which files a list holds. An empty collection means any.</summary>
public sealed record RawDataFileFilter : IRecordFilter<RawDataFile>
{
    public IReadOnlyCollection<Guid> ExecutedObsUnitIds { get; init; } = [];
    public IReadOnlyCollection<string> Names { get; init; } = [];
    public IReadOnlyCollection<TransactionState> SyncStates { get; init; } = [];

    public IReadOnlyCollection<string> Parents => [.. ExecutedObsUnitIds.Select(id => id.ToString())];

    public bool MatchesAll => this is { ExecutedObsUnitIds.Count: 0, Names.Count: 0 };

    public bool Matches(RawDataFile record) =>
        (ExecutedObsUnitIds.Count == 0 || ExecutedObsUnitIds.Contains(record.ExecutedObsUnitId))
        && (Names.Count == 0 || Names.Contains(record.Name));
}

/// <summary>Which planned units a list holds. An empty collection means any.</summary>
public sealed record ObsUnitFilter : IRecordFilter<ObsUnit>
{
    public IReadOnlyCollection<string> Names { get; init; } = [];
    public IReadOnlyCollection<TransactionState> SyncStates { get; init; } = [];
    public IReadOnlyCollection<string> Parents => [];

    public bool MatchesAll => Names.Count == 0;

    public bool Matches(ObsUnit record) => Names.Count == 0 || Names.Contains(record.Name);
}

/// <summary>Which decisions a list holds. An empty collection means any; <c>Min</c> is inclusive, <c>Max</c> exclusive.</summary>
public sealed record AuditFilter : IRecordFilter<AuditEvent>
{
    public IReadOnlyCollection<AuditAction> Actions { get; init; } = [];
    public IReadOnlyCollection<Guid> TransactionIds { get; init; } = [];
    public IReadOnlyCollection<string> Principals { get; init; } = [];
    public DateTimeOffset? MinAt { get; init; }
    public DateTimeOffset? MaxAt { get; init; }
    public IReadOnlyCollection<TransactionState> SyncStates { get; init; } = [];
    public IReadOnlyCollection<string> Parents => [];

    public bool MatchesAll =>
        this is { Actions.Count: 0, TransactionIds.Count: 0, Principals.Count: 0, MinAt: null, MaxAt: null };

    public bool Matches(AuditEvent record) =>
        (Actions.Count == 0 || Actions.Contains(record.Action))
        && (TransactionIds.Count == 0 || (record.AboutTransactionId is { } id && TransactionIds.Contains(id)))
        && (Principals.Count == 0 || Principals.Contains(record.Principal))
        && (MinAt is not { } min || record.At >= min)
        && (MaxAt is not { } max || record.At < max);
}
