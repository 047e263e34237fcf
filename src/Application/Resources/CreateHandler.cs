using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Records;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Sites;
using MediatR;

namespace CcatOps.Application.Resources;

/// <summary>Creates a record. Planned things have integer keys, which only the main database gives out.</summary>
internal sealed class CreateHandler<TRecord, TCreate>(
    Resource<TRecord, TCreate> resource, IWriteRouter router, IIntegerKeys keys, SiteConfig site, IRequestContext context, TimeProvider time)
    : IRequestHandler<TCreate, Written<TRecord>>
    where TRecord : StoredRecord
    where TCreate : class, ICreate<TRecord>
{
    public async Task<Written<TRecord>> Handle(TCreate request, CancellationToken cancellationToken)
    {
        var table = resource.Table;
        var now = time.GetUtcMicroseconds();
        var key = table.KeyType == ColumnType.Number
            ? NewKey.Of(await keys.NextAsync(table, cancellationToken))
            : NewKey.Of(request.Id, now);
        var record = request.Sign(request.ToRecord(key, now), site.SiteName, context.Principal);
        var change = RowChanges.Insert(table, record);
        var write = new Write(resource.Create, request, [change], [RowChanges.EntityOf(table, change)])
        {
            Claims = request.Id is { } id ? [Claims.Record(table, id)] : [],
        };

        var receipt = await router.WriteAsync(write, cancellationToken);
        var held = receipt.RecordOf(change, record);
        return new(held with { Sync = receipt.Sync }, receipt.Transaction.Warnings) { IsRepetition = receipt.IsRepetition };
    }
}
