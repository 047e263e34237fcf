using CcatOps.Api.Requests;
using CcatOps.Application.FaultInjection;
using CcatOps.Application.Reads;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;

namespace CcatOps.Api.Answers;

/// <summary>The answer to a write: what was written, how it is held and where to follow it.</summary>
internal sealed class WriteAnswer<TWritten>(Written<TWritten> written, Sync? sync, int status) : IResult
{
    /// <summary>The address of the record; null: there is no single record, and so no ETag.</summary>
    public string? Location { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var answer = RecordJson.Of(written.Record);
        if (Location is not null)
        {
            httpContext.Response.Headers.ETag = EntityTags.Quote(RecordTag.OfJson(answer));
            if (status == StatusCodes.Status201Created)
                httpContext.Response.Headers.Location = PublicPath.At(httpContext.Request, Location);
        }

        if (written.Warnings.Length > 0)
            answer = RecordJson.With(answer, "warnings"u8, written.Warnings);
        if (written.IsRepetition)
            httpContext.Response.Headers[AnswerHeaders.Replayed] = "true";
        httpContext.SetWrite(sync);
        httpContext.Response.StatusCode = status;
        Fault.Reach(FaultPoint.BeforeAnswer);
        return RecordJson.WriteAsync(httpContext, answer);
    }
}
