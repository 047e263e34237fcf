using System.Text.Json.Serialization;
using CcatOps.Api.Queries;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Serialization;
using Microsoft.AspNetCore.Http.Extensions;

namespace CcatOps.Api.Answers;

/// <summary>One page of a list, with the URL of the next one.</summary>
internal sealed class ListAnswer<TRecord>(Listing<TRecord> listing, Consistency consistency) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var next = listing.Next is { } cursor ? NextUrl(httpContext.Request, cursor) : null;
        if (next is not null)
            httpContext.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        httpContext.Response.SetConsistency(consistency);
        return httpContext.Response.WriteAsJsonAsync(
            new ListBody<TRecord>(
                listing.Items,
                next,
                listing.Count,
                consistency == Consistency.Replica ? consistency : null),
            WireJson.Options,
            httpContext.RequestAborted);
    }

    private static string NextUrl(HttpRequest request, string cursor)
    {
        var others = request.Query
            .Where(pair => pair.Key != PagingQuery.CursorName)
            .SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value ?? ""));
        var query = new QueryBuilder([.. others, KeyValuePair.Create(PagingQuery.CursorName, cursor)]);
        return request.PathBase + request.Path + query.ToQueryString();
    }
}

/// <param name="Items">The records of this page, in order.</param>
/// <param name="Next">The URL of the next page, with all parameters of this one; null on the last.</param>
/// <param name="Count">How many items the whole list has; there when count= asks for it.</param>
/// <param name="Consistency">replica, when the client asked for that.</param>
internal sealed record ListBody<TRecord>(
    IReadOnlyList<TRecord> Items,
    string? Next,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ListCount? Count,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Consistency? Consistency);
