using CcatOps.Api.Answers;
using CcatOps.Api.Queries;
using CcatOps.Application.Resources;
using CcatOps.Domain.Records;
using MediatR;

namespace CcatOps.Api.Endpoints;

/// <summary>The route of a resource that creates a record.</summary>
internal sealed class CreateRoute<TRecord, TCreate>(Resource<TRecord, TCreate> resource)
    where TRecord : StoredRecord
    where TCreate : class, ICreate<TRecord>
{
    public void MapTo(RouteGroupBuilder group)
    {
        // The analyzer of route handlers fails on a body of a generic type.
        Delegate create = CreateAsync;
        group.MapPost("/", create)
            .Makes(resource.Create)
            .WithSummary(resource.Summary)
            .WithExample(resource.Example)
            .Produces<TRecord>(StatusCodes.Status201Created)
            .AsWrite()
            .WithQuery();
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
