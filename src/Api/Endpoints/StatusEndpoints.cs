using CcatOps.Api.Answers;
using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Api.Requests;
using CcatOps.Application.Features.Status;
using CcatOps.Domain.Access;
using CcatOps.Domain.Status;
using MediatR;

namespace CcatOps.Api.Endpoints;

internal static class StatusEndpoints
{
    private static readonly QueryParameter<DateTimeOffset> From = new("from", "The beginning; default a day before the end.", QueryKinds.Time);

    private static readonly QueryParameter<DateTimeOffset> To = new("to", "The end, exclusive; default now.", QueryKinds.Time);

    private static readonly QueryParameter<int> Step = new(
        "step",
        $"The seconds of each step; default the finest that gives at most {HistorySeries.MostPoints} points.",
        QueryKinds.Integer)
    {
        Bounds = (GetHistory.ShortestStep, GetHistory.LongestStep),
        Example = 300,
    };

    public static void MapStatus(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api").WithTags("Status");

        group.MapGet("/status", GetStatusAsync)
            .WithName("get_status")
            .WithSummary("Whether the data of the site is safe and where it is, in one sentence and in numbers.")
            .WithDescription("Everybody gets the verdict and its severity; what follows is null without `view:buffer`.")
            .Produces<StatusView>()
            .WithQuery();

        group.MapGet("/history", GetHistoryAsync)
            .WithName("get_history")
            .WithSummary("The last days of the site as series, for charts.")
            .WithDescription("A sample is kept for each minute of seven days. Without parameters: the last 24 h, minute by minute.")
            .Produces<HistoryView>()
            .WithProblems(ProblemTypes.Validation)
            .WithQuery([From, To, Step]);

        group.MapGet("/events", (StatusStream stream) => stream)
            .WithName("get_events")
            .WithSummary("The status as server-sent events: when it has changed, and at least every 15 s.")
            .WithDescription(
                "Each event is named `status`, and its data is the answer of `GET /api/status`. With `Last-Event-ID` the stream goes on after that "
                + "event. It ends after five minutes; connect again. Without `Accept: text/event-stream` it ends after one event.")
            .Produces<string>(StatusCodes.Status200OK, StatusStream.ContentType)
            .WithProblems(ProblemTypes.TooManyStreams)
            .WithQuery();
    }

    private static async Task<IResult> GetHistoryAsync(HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new GetHistory(query.Value(From), query.Value(To), query.Value(Step)));
        return Results.Ok(await mediator.Send(request, cancellationToken));
    }

    private static async Task<IResult> GetStatusAsync(HttpContext context, IMediator mediator, CancellationToken cancellationToken) =>
        Results.Ok(await mediator.Send(new GetStatus(context.GetPrincipal().May(Permissions.ViewBuffer)), cancellationToken));
}
