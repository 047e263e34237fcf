using CcatOps.Api.Errors;
using CcatOps.Application.Errors;

namespace CcatOps.Api.Endpoints;

internal static class ProblemEndpoints
{
    /// <summary>Where the <c>type</c> of a problem leads.</summary>
    public static void MapProblems(this IEndpointRouteBuilder routes) => routes
        .MapGet("/problems/{slug}", (string slug) => Results.Ok(
            ProblemTypes.All.FirstOrDefault(type => type.Slug == slug) ?? throw new NotFoundException("type of problem", slug)))
        .WithName("get_problem_type")
        .WithTags("Problems")
        .WithSummary("What a type of problem means, and what to do about it.")
        .Produces<ProblemType>()
        .WithProblems(ProblemTypes.NotFound);
}
