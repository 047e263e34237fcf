using FluentValidation;

namespace CcatOps.Application.Reads;

/// <summary>One page of a list.</summary>
/// <param name="Items">The records, in order.</param>
/// <param name="Next">The cursor of the next page; null on the last one.</param>
/// <param name="Count">How many records the whole list has, when asked for.</param>
public sealed record Listing<TRecord>(IReadOnlyList<TRecord> Items, string? Next, ListCount? Count = null);

/// <summary>How many records the whole list has.</summary>
public sealed record ListCount(long Value, CountKind Kind);

public enum CountKind
{
    Exact,

    /// <summary>Recent writes of others may be missing; see <see cref="EstimatedCounts"/>.</summary>
    Estimated,
}

/// <summary>The parameters of every list besides its filters.</summary>
public sealed record Paging
{
    public const int DefaultLimit = 50;
    public const int LargestLimit = 1_000;

    public int Limit { get; init; } = DefaultLimit;
    public string? Cursor { get; init; }
    public CountKind? Count { get; init; }
    public Consistency Consistency { get; init; }

    /// <exception cref="ValidationException">The cursor is none that this service made.</exception>
    internal TPosition? After<TPosition>()
        where TPosition : struct => Cursor is { } cursor ? Cursors.Decode<TPosition>(cursor) : null;

    internal Listing<TRecord> Page<TRecord, TPosition>(IReadOnlyList<TRecord> oneTooMany, Func<TRecord, TPosition> position, ListCount? count)
    {
        var items = oneTooMany.Take(Limit).ToArray();
        var next = oneTooMany.Count > Limit ? Cursors.Encode(position(items[^1])) : null;
        return new Listing<TRecord>(items, next, count);
    }
}

internal sealed class PagingValidator : AbstractValidator<Paging>
{
    public PagingValidator() =>
        RuleFor(paging => paging.Limit)
            .InclusiveBetween(1, Paging.LargestLimit).WithMessage($"must be between 1 and {Paging.LargestLimit}.");
}
