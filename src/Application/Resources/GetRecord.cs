using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Records;
using MediatR;

namespace CcatOps.Application.Resources;

/// <summary>One record by its primary key.</summary>
public sealed record GetRecord<TRecord>(string Key, Consistency Consistency) : IRequest<TRecord>
    where TRecord : StoredRecord;

internal sealed class GetRecordHandler<TRecord>(OverlayMirror mirror, MergedReader<TRecord> records) : IRequestHandler<GetRecord<TRecord>, TRecord>
    where TRecord : StoredRecord
{
    public async Task<TRecord> Handle(GetRecord<TRecord> request, CancellationToken cancellationToken) =>
        await mirror.ReadAsync(
            request.Consistency, overlay => records.FindAsync(overlay, request.Key, cancellationToken), cancellationToken)
        ?? throw new NotFoundException(Catalogue.Of(records.Table).Name, request.Key);
}
