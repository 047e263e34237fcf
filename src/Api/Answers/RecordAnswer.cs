using CcatOps.Api.Requests;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;

namespace CcatOps.Api.Answers;

/// <summary>One record with its ETag; 304 when the client has this version.</summary>
internal sealed class RecordAnswer<TRecord>(TRecord record, Consistency consistency) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var answer = RecordJson.Of(record);
        var tag = RecordTag.OfJson(answer);
        httpContext.Response.Headers.ETag = EntityTags.Quote(tag);
        httpContext.Response.Headers.CacheControl = "no-cache";
        httpContext.Response.SetConsistency(consistency);

        if (EntityTags.Read(httpContext.Request.Headers.IfNoneMatch).Any(known => known == tag || known == EntityTags.Any))
        {
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        if (consistency == Consistency.Replica)
            answer = RecordJson.With(answer, "consistency"u8, consistency);
        return RecordJson.WriteAsync(httpContext, answer);
    }
}
