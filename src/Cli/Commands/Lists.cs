using CcatOps.Cli.Output;

namespace CcatOps.Cli.Commands;

/// <summary>Prints lists of the service.</summary>
internal static class Lists
{
    /// <summary>Prints the first items of a list, and announces that there are more.</summary>
    public static async Task<int> PrintAsync(
        this Session session, string path, int limit, Func<IReadOnlyList<JsonObject>, Listing> listing,
        Func<JsonObject, bool>? filter = null, CancellationToken cancellationToken = default)
    {
        var items = new List<JsonObject>();
        var hasMore = false;
        // One more than is wanted shows whether there are more.
        await foreach (var item in session.Api.ListAsync(path, filter is null ? limit + 1 : int.MaxValue, cancellationToken))
        {
            if (filter?.Invoke(item) == false)
                continue;
            hasMore = items.Count == limit;
            if (hasMore)
                break;
            items.Add(item);
        }

        session.Print(items.ToItems(), () => listing(items));
        if (hasMore)
            session.Terminal.Note($"There are more than {limit}; --limit takes more.");
        return ExitCodes.Done;
    }
}
