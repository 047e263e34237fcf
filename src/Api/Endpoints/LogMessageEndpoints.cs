using CcatOps.Api.Answers;
using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Application.Features.ObservingLog;
using CcatOps.Application.Resources;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;
using MediatR;

namespace CcatOps.Api.Endpoints;

/// <summary>Edits of the observing log.</summary>
internal static class LogMessageEndpoints
{
    public static void MapEditsOfLogMessages(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(LogMessages.Resource.Route).WithTags(LogMessages.Resource.Title);

        group.MapPost("/{id:guid}/edit", EditAsync)
            .Makes(
                Operation.EditLogMessage,
                "The answer is a new message; the old one is kept and marked as replaced. An absent member is taken from the old message, "
                + "null clears it. A message that was replaced is not edited again.")
            .WithSummary("Replaces a message of the observing log by a new one.")
            .WithExample("""{"text": "Dome closed for wind and humidity", "time_lost_seconds": 2400}""")
            .Produces<LogMessage>(StatusCodes.Status201Created)
            .WithProblems(ProblemTypes.NotFound)
            .AsWrite()
            .WithQuery();
        group.RefuseOtherIds(HttpMethods.Post, "/{id}/edit", PathIds.Uuid);
    }

    private static async Task<IResult> EditAsync(Guid id, EditLogMessage request, IMediator mediator, CancellationToken cancellationToken)
    {
        var written = await mediator.Send(request with { Key = id.ToString() }, cancellationToken);
        return new WriteAnswer<LogMessage>(written, written.Record.Sync, StatusCodes.Status201Created)
        {
            Location = LogMessages.Resource.LocationOf(written.Record),
        };
    }
}
