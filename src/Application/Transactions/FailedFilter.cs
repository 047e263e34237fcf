using CcatOps.Domain.Writes;

namespace CcatOps.Application.Transactions;

/// <summary>Which failed transactions are meant. What is absent means any; <c>min_</c> is inclusive, <c>max_</c> exclusive.</summary>
public sealed record FailedFilter
{
    public IReadOnlyList<string>? Operation { get; init; }
    public IReadOnlyList<string>? Entity { get; init; }

    /// <summary>SQLSTATEs, or their first two characters for a whole class.</summary>
    public IReadOnlyList<string>? SqlState { get; init; }

    public IReadOnlyList<FailureClass>? ErrorClass { get; init; }
    public IReadOnlyList<string>? Principal { get; init; }

    /// <summary>A part of the last error, whatever its case.</summary>
    public string? Error { get; init; }

    public DateTimeOffset? MinFailedAt { get; init; }
    public DateTimeOffset? MaxFailedAt { get; init; }
    public DateTimeOffset? MinAcceptedAt { get; init; }
    public DateTimeOffset? MaxAcceptedAt { get; init; }

    internal TransactionFilter ToTransactionFilter() => new()
    {
        States = [TransactionState.Failed],
        Operations = Operation ?? [],
        Entities = Entity ?? [],
        MinAcceptedAt = MinAcceptedAt,
        MaxAcceptedAt = MaxAcceptedAt,
    };

    internal bool Matches(TransactionRecord record) =>
        new TransactionSearch { Principals = Principal ?? [], Error = Error }.Matches(record)
        && (SqlState is not { Count: > 0 } states || states.Any(state => record.Error?.SqlState is { } own && IsOf(own, state)))
        && (ErrorClass is not { Count: > 0 } classes || (record.Error is { } error && classes.Contains(error.Class)))
        && (MinFailedAt is not { } min || FailedAt(record) >= min)
        && (MaxFailedAt is not { } max || FailedAt(record) < max);

    private static bool IsOf(string sqlState, string wanted) =>
        wanted.Length == 2 ? sqlState.StartsWith(wanted, StringComparison.Ordinal) : sqlState == wanted;

    private static DateTimeOffset? FailedAt(TransactionRecord record) =>
        record.Times.TryGetValue(TransactionState.Failed, out var at) ? at : null;
}
