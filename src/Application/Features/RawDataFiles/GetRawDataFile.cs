using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;
using MediatR;

namespace CcatOps.Application.Features.RawDataFiles;

public sealed record GetRawDataFile(Guid Id, Consistency Consistency) : IRequest<RawDataFile>;

internal sealed class GetRawDataFileHandler(OverlayMirror mirror, MergedReader<RawDataFile> files)
    : IRequestHandler<GetRawDataFile, RawDataFile>
{
    public async Task<RawDataFile> Handle(GetRawDataFile request, CancellationToken cancellationToken)
    {
        var key = request.Id.ToString();
        return await mirror.ReadAsync(request.Consistency, overlay => files.FindAsync(overlay, key, cancellationToken), cancellationToken)
            ?? throw new NotFoundException("raw data file", request.Id);
    }
}
