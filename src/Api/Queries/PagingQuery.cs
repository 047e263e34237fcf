using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Writes;

namespace CcatOps.Api.Queries;

/// <summary>The parameters that lists share.</summary>
internal static class PagingQuery
{
    public const string CursorName = "cursor";

    private static readonly QueryParameter<int> Limit = new(
        "limit",
        $"Items in one page, 1 to {Application.Reads.Paging.LargestLimit}; default {Application.Reads.Paging.DefaultLimit}.",
        QueryKinds.Integer)
    {
        Bounds = (1, Application.Reads.Paging.LargestLimit),
        Default = Application.Reads.Paging.DefaultLimit,
        Example = 100,
    };

    private static readonly QueryParameter<string> Cursor = new(
        CursorName, "Where the page begins; taken from next of the page before.", QueryKinds.Text)
    {
        Example = "eyJpIjoxN30",
    };

    private static readonly QueryParameter<CountKind> Count = new(
        "count",
        "Also says how many items the whole list has. Quicker than exact, estimated counts all that is on its way from a secondary site; "
            + $"what else was written in the last {EstimatedCounts.Lifetime.TotalSeconds:0} seconds may be missing.",
        QueryKinds.OneOf<CountKind>());

    private static readonly QueryParameter<Consistency> ReadConsistency = new(
        "consistency",
        "site (default) sees every write that this site has answered; replica sees what the local database shows and may go back in time.",
        QueryKinds.OneOf<Consistency>())
    {
        Default = "site",
    };

    public static readonly QueryParameter<TransactionState> SyncState = new(
        "sync_state", "Where the record is on its way to the main database and back.",
        QueryKinds.OneOf(
            TransactionState.Buffered, TransactionState.Applying, TransactionState.Committed,
            TransactionState.Replicated, TransactionState.Failed, TransactionState.Parked))
    {
        Repeats = true,
    };

    /// <summary>The parameters of one record.</summary>
    public static readonly IReadOnlyList<QueryParameter> OfRecord = [ReadConsistency];

    /// <summary>The parameters of a list that cannot be counted.</summary>
    public static readonly IReadOnlyList<QueryParameter> OfPages = [Limit, Cursor, ReadConsistency];

    /// <summary>The parameters of a list of records.</summary>
    public static readonly IReadOnlyList<QueryParameter> OfList = [.. OfPages, Count];

    public static Paging Paging(this QueryValues query) => new()
    {
        Limit = query.Value(Limit) ?? Application.Reads.Paging.DefaultLimit,
        Cursor = query.Value(Cursor),
        Count = query.Value(Count),
        Consistency = query.Consistency(),
    };

    public static Consistency Consistency(this QueryValues query) => query.Value(ReadConsistency) ?? Application.Reads.Overlay.Consistency.Site;
}
