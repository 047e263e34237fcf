using CcatOps.Api.Answers;
using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Application.Features.Tokens;
using MediatR;

namespace CcatOps.Api.Endpoints;

internal static class TokenEndpoints
{
    private static readonly QueryParameter<string> Reason = new("reason", "Why; it goes into the audit.", QueryKinds.Text);

    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/tokens").WithTags("Tokens");

        group.MapGet("/", ListAsync)
            .WithName("list_tokens")
            .WithSummary("One's own API tokens, or everybody's with manage:users; the newest first. Their values are not known.")
            .ProducesPage<TokenView>()
            .AsRead()
            .WithQuery(PagingQuery.OfList);

        group.MapPost("/", CreateAsync)
            .WithName("create_token")
            .WithSummary("Makes an API token. Its value is in this answer and nowhere else.")
            .WithDescription("Not critical: it is made at main, and known at each site as soon as it is replicated there.")
            .WithExample("""
                {"name": "chai-pipeline", "note": "files of CHAI", "scopes": ["read:observations", "write:observations"],
                 "expires_in": "90d"}
                """)
            .Produces<TokenAnswer>(StatusCodes.Status201Created)
            .Produces(StatusCodes.Status307TemporaryRedirect)
            .AsTokenWrite()
            .WithProblems(ProblemTypes.MalformedBody, ProblemTypes.UnsupportedMediaType, ProblemTypes.BodyTooLarge)
            .WithQuery();

        group.MapGet("/scopes", async (IMediator mediator, CancellationToken token) => Results.Ok(await mediator.Send(new ListScopes(), token)))
            .WithName("list_scopes")
            .WithSummary("What tokens may be limited to, and what each role allows.")
            .Produces<ScopesView>()
            .WithQuery();

        group.MapPost("/{id:guid}/rotate", RotateAsync)
            .WithName("rotate_token")
            .WithSummary("Gives a token another value, told once here. The old value ends at once, or after grace. The body is optional.")
            .WithExample("""{"grace": "10m"}""")
            .Produces<TokenAnswer>()
            .Produces(StatusCodes.Status307TemporaryRedirect)
            .AsTokenWrite()
            .WithProblems(ProblemTypes.NotFound, ProblemTypes.MalformedBody)
            .WithQuery();

        group.MapDelete("/{id:guid}", RevokeAsync)
            .WithName("revoke_token")
            .WithSummary("Ends a token for good. It stays in the list.")
            .WithDescription("At a telescope it goes through the buffer: that site refuses the token at once, also without a link to main.")
            .Produces<TokenView>()
            .Produces(StatusCodes.Status307TemporaryRedirect)
            .AsTokenWrite()
            .WithProblems(ProblemTypes.NotFound)
            .WithQuery(Reason);

        group.RefuseOtherIds(HttpMethods.Delete, "/{id}", PathIds.Uuid);
        group.RefuseOtherIds(HttpMethods.Post, "/{id}/rotate", PathIds.Uuid);
    }

    private static RouteHandlerBuilder AsTokenWrite(this RouteHandlerBuilder endpoint) => endpoint.WithProblems(
        ProblemTypes.Validation, ProblemTypes.Conflict, ProblemTypes.BufferUnavailable, ProblemTypes.LocalDatabaseUnavailable,
        ProblemTypes.MainDatabaseUnavailable, ProblemTypes.WriteUncertain);

    private static async Task<IResult> ListAsync(HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new ListTokens(query.Paging()));
        return new ListAnswer<TokenView>(await mediator.Send(request, cancellationToken), request.Paging.Consistency);
    }

    private static async Task<IResult> CreateAsync(CreateToken request, HttpResponse response, IMediator mediator, CancellationToken cancellationToken)
    {
        var made = await mediator.Send(request, cancellationToken);
        response.Headers.CacheControl = "no-store";
        return Results.Json(TokenAnswer.Of(made), statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RotateAsync(
        Guid id, RotateBody? request, HttpResponse response, IMediator mediator, CancellationToken cancellationToken)
    {
        var made = await mediator.Send(new RotateToken(id, request?.Grace), cancellationToken);
        response.Headers.CacheControl = "no-store";
        return Results.Ok(TokenAnswer.Of(made));
    }

    private static async Task<IResult> RevokeAsync(Guid id, HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new RevokeToken(id, query.Value(Reason)));
        return Results.Ok(await mediator.Send(request, cancellationToken));
    }
}

internal sealed record RotateBody
{
    /// <summary>How long the old value stays valid, such as 30s, 10m or 2h; absent or 0: it ends at once.</summary>
    public string? Grace { get; init; }
}
