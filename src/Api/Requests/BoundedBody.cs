using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace CcatOps.Api.Requests;

/// <summary>Counts the values of a body while it is read.</summary>
internal sealed class BoundedBody(PipeReader body, BodyBounds bounds) : PipeReader, IRequestBodyPipeFeature
{
    private ReadOnlySequence<byte> last;
    private JsonCount count;

    /// <summary>Bytes at the start of what is read next that are counted already.</summary>
    private long counted;

    public PipeReader Reader => this;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        Counted(await body.ReadAsync(cancellationToken));

    public override bool TryRead(out ReadResult result)
    {
        if (!body.TryRead(out result))
            return false;
        Counted(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        counted -= last.Slice(last.Start, consumed).Length;
        last = default;
        body.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => body.CancelPendingRead();

    public override void Complete(Exception? exception = null) => body.Complete(exception);

    private ReadResult Counted(ReadResult result)
    {
        last = result.Buffer;
        foreach (var part in last.Slice(counted))
            count.Add(part.Span);
        counted = last.Length;
        try
        {
            bounds.Ensure(count);
        }
        catch
        {
            AdvanceTo(last.End);
            throw;
        }

        return result;
    }
}
