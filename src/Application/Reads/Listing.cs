using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Schema;
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

    /// <summary>The place after which the page begins; null: the beginning.</summary>
    /// <exception cref="ValidationException">The cursor is none that this service made for lists of the table.</exception>
    internal ListPlace? After(Table table) => Cursor switch
    {
        null => null,
        _ when Cursors.Decode<ListCursor>(Cursor) is var cursor && cursor.List == table.Name => new ListPlace(cursor.First, cursor.Second),
        _ => throw Cursors.Foreign(),
    };

    internal Listing<TRecord> Page<TRecord>(Table table, IReadOnlyList<TRecord> oneTooMany, Func<TRecord, ListPlace> placeOf, ListCount? count)
    {
        var items = oneTooMany.Take(Limit).ToArray();
        var next = oneTooMany.Count > Limit ? CursorOf(table, placeOf(items[^1])) : null;
        return new Listing<TRecord>(items, next, count);
    }

    internal static string CursorOf(Table table, ListPlace place) => Cursors.Encode(new ListCursor(table.Name, place.First, place.Second));

    private sealed record ListCursor(string List, ulong First, UInt128 Second);
}

internal sealed class PagingValidator : AbstractValidator<Paging>
{
    public PagingValidator() =>
        RuleFor(paging => paging.Limit)
            .InclusiveBetween(1, Paging.LargestLimit).WithMessage($"must be between 1 and {Paging.LargestLimit}.");
}
