using System.Text.Json.Nodes;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Records;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;
using MediatR;

namespace CcatOps.Application.Resources;

/// <summary>Changes the fields of a record that a merge patch gives.</summary>
internal sealed class MergePatchHandler<TRecord, TPatch>(
    Resource<TRecord> resource, IWriteRouter router, OverlayMirror mirror, MergedReader<TRecord> records) : IRequestHandler<TPatch, Written<TRecord>>
    where TRecord : StoredRecord
    where TPatch : MergePatch<TRecord>
{
    public async Task<Written<TRecord>> Handle(TPatch request, CancellationToken cancellationToken)
    {
        var record = await records.FindAsync(await mirror.GetCurrentAsync(cancellationToken), request.Key, cancellationToken)
            ?? throw new NotFoundException(resource.Name, request.Key);
        if (request.IfMatch is { } wanted && !RecordTag.NamesSameValues(wanted, RecordTag.Of(record)))
            throw new PreconditionFailedException(RecordTag.Of(record));
        if (request.Given.Count == 0)
            return new(record, []);

        var table = resource.Table;
        var values = request.ToValues();
        var change = new Change(ChangeKind.Update, table.Name, request.Key, values, request.IfMatch is null ? [] : Before(table, record, values));
        var write = new Write(resource.Patch!.Operation, new { request.Key, Values = values }, [change], [EntityOf(table, record)]);

        var receipt = await router.WriteAsync(write, cancellationToken);
        var patched = RowChanges.Patch(record, receipt.Transaction.Changes[0].Values!);
        return new(patched with { Sync = receipt.Sync }, receipt.Transaction.Warnings) { IsRepetition = receipt.IsRepetition };
    }

    /// <summary>The values that the change replaces. JSON is left out, because the databases do not compare it alike.</summary>
    private static JsonObject Before(Table table, TRecord record, JsonObject values)
    {
        var before = RowChanges.Insert(table, record).Values!;
        return new(values.Where(value => table.TypeOf(value.Key) != ColumnType.Json)
            .Select(value => KeyValuePair.Create(value.Key, before[value.Key]?.DeepClone())));
    }

    private static string EntityOf(Table table, TRecord record) => RowChanges.EntityOf(table, RowChanges.Insert(table, record));
}
