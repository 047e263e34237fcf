using CcatOps.Application.Access;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Access;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Tokens;

/// <summary>The caller's tokens, or everybody's for who manages users; the newest first.</summary>
public sealed record ListTokens(Paging Paging) : IRequest<Listing<TokenView>>;

internal sealed class ListTokensHandler(OverlayMirror mirror, MergedReader<ApiToken> tokens, TokenOwners owners)
    : IRequestHandler<ListTokens, Listing<TokenView>>
{
    public async Task<Listing<TokenView>> Handle(ListTokens request, CancellationToken cancellationToken)
    {
        var filter = new RecordFilter<ApiToken>().Where(AccessFields.TokenOwner, owners.VisibleOwners);
        var page = await mirror.ReadAsync(
            request.Paging.Consistency, overlay => tokens.ListAsync(overlay, filter, request.Paging, cancellationToken), cancellationToken);
        return new(await owners.ViewsAsync(page.Items, cancellationToken), page.Next, page.Count);
    }
}

internal sealed class ListTokensValidator : AbstractValidator<ListTokens>
{
    public ListTokensValidator(IValidator<Paging> paging) =>
        RuleFor(request => request.Paging).SetValidator(paging).OverridePropertyName("");
}
