using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Records;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Resources;

/// <summary>Records in the order of their table's lists.</summary>
public sealed record ListRecords<TRecord>(RecordFilter<TRecord> Filter, Paging Paging) : IRequest<Listing<TRecord>>
    where TRecord : StoredRecord;

internal sealed class ListRecordsHandler<TRecord>(OverlayMirror mirror, MergedReader<TRecord> records)
    : IRequestHandler<ListRecords<TRecord>, Listing<TRecord>>
    where TRecord : StoredRecord
{
    public Task<Listing<TRecord>> Handle(ListRecords<TRecord> request, CancellationToken cancellationToken) => mirror.ReadAsync(
        request.Paging.Consistency,
        overlay => records.ListAsync(overlay, request.Filter, request.Paging, cancellationToken),
        cancellationToken);
}

internal sealed class ListRecordsValidator<TRecord> : AbstractValidator<ListRecords<TRecord>>
    where TRecord : StoredRecord
{
    public ListRecordsValidator(IValidator<Paging> paging) =>
        RuleFor(request => request.Paging).SetValidator(paging).OverridePropertyName("");
}
