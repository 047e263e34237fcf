using CcatOps.Api.Answers;
using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Application.Features.Users;
using MediatR;

namespace CcatOps.Api.Endpoints;

/// <summary>The routes by which an administrator manages users.</summary>
internal static class UserEndpoints
{
    private static readonly QueryParameter<string> Reason = new("reason", "Why; it goes into the audit.", QueryKinds.Text);

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/users").WithTags("Users");

        group.MapGet("/", ListAsync)
            .WithName("list_users")
            .WithSummary("All users, people and machines, with their roles; the oldest first.")
            .ProducesPage<UserView>()
            .AsRead()
            .WithQuery(PagingQuery.OfList);

        group.MapGet("/{id:guid}", async (Guid id, IMediator mediator, CancellationToken token) => Results.Ok(await mediator.Send(new GetUser(id.ToString()), token)))
            .WithName("get_user")
            .WithSummary("One user, with the roles.")
            .Produces<UserView>()
            .WithProblems(ProblemTypes.NotFound, ProblemTypes.LocalDatabaseUnavailable)
            .WithQuery();

        group.MapPost("/{id:guid}/disable", DisableAsync)
            .WithName("disable_user")
            .WithSummary("Ends all tokens and sessions of a user, at every site. The body is optional.")
            .WithDescription("Nothing is deleted. This site sees it at once, another one within half a minute of its replica.")
            .WithExample("""{"reason": "has left the project"}""")
            .AsUserWrite();

        group.MapPost("/{id:guid}/enable", EnableAsync)
            .WithName("enable_user")
            .WithSummary("Lets a disabled user in again. The body is optional.")
            .WithExample("""{"reason": "is back"}""")
            .AsUserWrite();

        group.MapPost("/{id:guid}/link", LinkAsync)
            .WithName("link_user")
            .WithSummary("Says that a user is the person with a GitHub account, who then logs in as that user and owns its tokens.")
            .WithDescription("Nobody becomes a user by the name alone. A link stays for good.")
            .WithExample("""{"github_id": 583231, "reason": "asked for in the meeting"}""")
            .AsUserWrite();

        group.MapPut("/{id:guid}/roles/{role}", GiveAsync)
            .WithName("give_role")
            .WithSummary("Gives a user a role, which allows nothing that the caller may not do.")
            .AsUserWrite(Reason);

        group.MapDelete("/{id:guid}/roles/{role}", TakeAsync)
            .WithName("take_role")
            .WithSummary("Takes a role away from a user, with the tokens and the sessions.")
            .WithDescription("Of a person, the teams at GitHub may give it again at the next login.")
            .AsUserWrite(Reason);

        group.RefuseOtherIds(HttpMethods.Get, "/{id}", PathIds.Uuid);
        group.RefuseOtherIds(HttpMethods.Post, "/{id}/disable", PathIds.Uuid);
        group.RefuseOtherIds(HttpMethods.Post, "/{id}/enable", PathIds.Uuid);
        group.RefuseOtherIds(HttpMethods.Post, "/{id}/link", PathIds.Uuid);
        group.RefuseOtherIds(HttpMethods.Put, "/{id}/roles/{role}", PathIds.Uuid);
        group.RefuseOtherIds(HttpMethods.Delete, "/{id}/roles/{role}", PathIds.Uuid);
    }

    private static void AsUserWrite(this RouteHandlerBuilder endpoint, params QueryParameter[] parameters) => endpoint
        .Produces<UserView>()
        .Produces(StatusCodes.Status307TemporaryRedirect)
        .WithProblems(
            ProblemTypes.NotFound, ProblemTypes.Validation, ProblemTypes.MalformedBody, ProblemTypes.Conflict, ProblemTypes.WriteRefused,
            ProblemTypes.LocalDatabaseUnavailable, ProblemTypes.MainDatabaseUnavailable, ProblemTypes.WriteUncertain)
        .WithQuery(parameters);

    private static async Task<IResult> ListAsync(HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new ListUsers(query.Paging()));
        return new ListAnswer<UserView>(await mediator.Send(request, cancellationToken), request.Paging.Consistency);
    }

    private static async Task<IResult> DisableAsync(Guid id, DisableUser? request, IMediator mediator, CancellationToken cancellationToken) =>
        Results.Ok(await mediator.Send((request ?? new()) with { Id = id }, cancellationToken));

    private static async Task<IResult> EnableAsync(Guid id, EnableUser? request, IMediator mediator, CancellationToken cancellationToken) =>
        Results.Ok(await mediator.Send((request ?? new()) with { Id = id }, cancellationToken));

    private static async Task<IResult> LinkAsync(Guid id, LinkUser request, IMediator mediator, CancellationToken cancellationToken) =>
        Results.Ok(await mediator.Send(request with { Id = id }, cancellationToken));

    private static async Task<IResult> GiveAsync(Guid id, string role, HttpRequest http, IMediator mediator, CancellationToken cancellationToken) =>
        Results.Ok(await mediator.Send(QueryValues.Read(http, query => new GiveRole(id, role, query.Value(Reason))), cancellationToken));

    private static async Task<IResult> TakeAsync(Guid id, string role, HttpRequest http, IMediator mediator, CancellationToken cancellationToken) =>
        Results.Ok(await mediator.Send(QueryValues.Read(http, query => new TakeRole(id, role, query.Value(Reason))), cancellationToken));
}
