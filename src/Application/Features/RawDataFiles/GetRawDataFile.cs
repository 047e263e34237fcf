using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;
using MediatR;

namespace CcatOps.Application.Features.RawDataFiles;

public sealed record GetRawDataFile(Guid Id, Consistency Consistency) : IRequest<RawDataFile>;

internal sealed class GetRawDataFileHandler(OverlayMirror mirror, RawDataFileReader files)
    : IRequestHandler<GetRawDataFile, RawDataFile>
{
    public async Task<RawDataFile> Handle(GetRawDataFile request, CancellationToken cancellationToken)
    {
        var overlay = await mirror.GetAsync(request.Consistency, cancellationToken);
        return await files.FindAsync(overlay, request.Id.ToString(), cancellationToken)
            ?? throw new NotFoundException("raw data file", request.Id);
    }
}
