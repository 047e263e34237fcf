using CcatOps.Api.Answers;
using CcatOps.Api.Errors;
using CcatOps.Application.Errors;

namespace CcatOps.Api.Endpoints;

internal static class ProblemEndpoints
{
    /// <summary>The endpoint to which the <c>type</c> of a problem leads.</summary>
    public static void MapProblems(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/problems").WithTags("Problems");

        group.MapGet("/", () => Results.Ok(new ListBody<ProblemType>(ProblemTypes.All, Next: null, Count: null, Consistency: null)))
            .WithName("list_problem_types")
            .WithSummary("All types of problems, on one page.")
            .ProducesPage<ProblemType>();

        group.MapGet("/{slug}", (string slug) => Results.Ok(
                ProblemTypes.All.FirstOrDefault(type => type.Slug == slug) ?? throw new NotFoundException("type of problem", slug)))
            .WithName("get_problem_type")
            .WithSummary("What a type of problem means, and what to do about it.")
            .Produces<ProblemType>()
            .WithProblems(ProblemTypes.NotFound);
    }
}
