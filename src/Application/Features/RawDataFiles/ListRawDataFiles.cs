using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.RawDataFiles;

/// <summary>Files in the order of their ids.</summary>
public sealed record ListRawDataFiles(RecordFilter<RawDataFile> Filter, Paging Paging) : IRequest<Listing<RawDataFile>>;

internal sealed class ListRawDataFilesHandler(OverlayMirror mirror, MergedReader<RawDataFile> files)
    : IRequestHandler<ListRawDataFiles, Listing<RawDataFile>>
{
    public Task<Listing<RawDataFile>> Handle(ListRawDataFiles request, CancellationToken cancellationToken) => mirror.ReadAsync(
        request.Paging.Consistency,
        overlay => files.ListAsync(overlay, request.Filter, request.Paging, cancellationToken),
        cancellationToken);
}

internal sealed class ListRawDataFilesValidator : AbstractValidator<ListRawDataFiles>
{
    public ListRawDataFilesValidator(IValidator<Paging> paging) =>
        RuleFor(request => request.Paging).SetValidator(paging).OverridePropertyName("");
}
