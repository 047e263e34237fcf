using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Application.Features.Buffer;
using MediatR;

namespace CcatOps.Api.Endpoints;

internal static class BufferEndpoints
{
    public static void MapBuffer(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/buffer").WithTags("Buffer");

        group.MapGet("/", GetAsync)
            .WithName("get_buffer")
            .WithSummary("The transaction buffer at a glance.")
            .Produces<BufferView>()
            .WithProblems(ProblemTypes.BufferUnavailable)
            .WithQuery();

        group.MapPost("/pause", PauseAsync)
            .WithName("pause_drain")
            .WithSummary("Stops applying buffered transactions until resumed, also across restarts. Writes go on being accepted.")
            .WithExample("""{"reason": "maintenance of the main database"}""")
            .Produces<BufferView>()
            .WithProblems(ProblemTypes.Validation, ProblemTypes.MalformedBody)
            .NeedsBuffer()
            .WithQuery();

        group.MapPost("/resume", ResumeAsync)
            .WithName("resume_drain")
            .WithSummary("Lets the drain go on after a pause. The body is optional.")
            .Produces<BufferView>()
            .WithProblems(ProblemTypes.Validation, ProblemTypes.MalformedBody)
            .NeedsBuffer()
            .WithQuery();
    }

    private static async Task<IResult> GetAsync(IMediator mediator, CancellationToken cancellationToken) =>
        Results.Ok(await mediator.Send(new GetBuffer(), cancellationToken));

    private static async Task<IResult> PauseAsync(PauseDrain request, IMediator mediator, CancellationToken cancellationToken) =>
        Results.Ok(await mediator.Send(request, cancellationToken));

    private static async Task<IResult> ResumeAsync(ResumeDrain? request, IMediator mediator, CancellationToken cancellationToken) =>
        Results.Ok(await mediator.Send(request ?? new ResumeDrain(), cancellationToken));
}
