using MediatR;

namespace CcatOps.Application.Features.Status;

/// <summary>The site at a glance, with the verdict first.</summary>
/// <param name="WithDetails">Whether to look now and report all; otherwise the verdict alone, which may be a second old.</param>
public sealed record GetStatus(bool WithDetails) : IRequest<StatusView>;

internal sealed class GetStatusHandler(StatusLook look) : IRequestHandler<GetStatus, StatusView>
{
    public async Task<StatusView> Handle(GetStatus request, CancellationToken cancellationToken) =>
        request.WithDetails ? await look.TakeAsync(cancellationToken) : (await look.LastAsync()).ForEverybody();
}
