using CcatOps.Api.Answers;
using CcatOps.Api.Queries;
using CcatOps.Application.Resources;
using CcatOps.Domain.Records;
using CcatOps.Domain.Sites;
using MediatR;

namespace CcatOps.Api.Endpoints;

/// <summary>The route of a resource that creates a record.</summary>
internal sealed class CreateRoute<TRecord, TCreate>(Resource<TRecord, TCreate> resource)
    where TRecord : StoredRecord
    where TCreate : class, ICreate<TRecord>
{
    private const string Critical = "Critical: a secondary site takes it into its buffer, whatever the state of the link to the main site.";

    private const string NonCritical =
        "Not critical: it goes to the main database directly. While a secondary site cannot reach that, the answer is 503, "
        + "or 307 to the main site's API where MAIN_API_URL is set.";

    public void MapTo(RouteGroupBuilder group)
    {
        var isCritical = resource.Create.Type == OperationType.Critical;

        // The analyzer of route handlers fails on a body of a generic type.
        Delegate create = CreateAsync;
        var endpoint = group.MapPost("/", create)
            .WithName(resource.Create.Name)
            .WithSummary(resource.Summary)
            .WithDescription(isCritical ? Critical : NonCritical)
            .WithExample(resource.Example)
            .Produces<TRecord>(StatusCodes.Status201Created)
            .AsWrite()
            .WithQuery();
        if (!isCritical)
            endpoint.Produces(StatusCodes.Status307TemporaryRedirect);
    }

    private async Task<IResult> CreateAsync(TCreate request, IMediator mediator, CancellationToken cancellationToken)
    {
        var written = await mediator.Send(request, cancellationToken);
        return new WriteAnswer<TRecord>(written, written.Record.Sync, StatusCodes.Status201Created)
        {
            Location = resource.LocationOf(written.Record),
        };
    }
}
