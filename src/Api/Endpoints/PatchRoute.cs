using System.Globalization;
using CcatOps.Api.Answers;
using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Api.Requests;
using CcatOps.Application.Resources;
using CcatOps.Domain.Records;
using CcatOps.Domain.Writes;
using MediatR;

namespace CcatOps.Api.Endpoints;

/// <summary>The route of a resource that changes a record by a merge patch.</summary>
internal sealed class PatchRoute<TRecord, TPatch>(Resource<TRecord> resource, ResourcePatch<TRecord, TPatch> patch)
    where TRecord : StoredRecord
    where TPatch : MergePatch<TRecord>
{
    private const string About = "A merge patch (RFC 7396): an absent member leaves the field as it is, null clears it.";

    public void MapTo(RouteGroupBuilder group)
    {
        var isNumbered = resource.Table.KeyType == ColumnType.Number;

        // The analyzer of route handlers fails on a body of a generic type.
        Delegate change = isNumbered ? PatchByNumberAsync : PatchByUuidAsync;
        group.MapPatch(isNumbered ? "/{id:int}" : "/{id:guid}", change)
            .Makes(patch.Operation, About)
            .WithSummary(patch.Summary)
            .WithExample(patch.Example)
            .Produces<TRecord>()
            .WithMetadata(ConditionalHeader.IfMatch)
            .WithProblems(ProblemTypes.NotFound, ProblemTypes.PreconditionFailed)
            .AsWrite()
            .WithQuery();
        group.RefuseOtherIds(HttpMethods.Patch, "/{id}", isNumbered ? PathIds.Integer : PathIds.Uuid);
    }

    private Task<IResult> PatchByNumberAsync(int id, TPatch request, HttpRequest http, IMediator mediator, CancellationToken cancellationToken) =>
        PatchAsync(id.ToString(CultureInfo.InvariantCulture), request, http, mediator, cancellationToken);

    private Task<IResult> PatchByUuidAsync(Guid id, TPatch request, HttpRequest http, IMediator mediator, CancellationToken cancellationToken) =>
        PatchAsync(id.ToString(), request, http, mediator, cancellationToken);

    private async Task<IResult> PatchAsync(string key, TPatch request, HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var written = await mediator.Send(request with { Key = key, IfMatch = EntityTags.IfMatch(http) }, cancellationToken);
        return new WriteAnswer<TRecord>(written, written.Record.Sync, StatusCodes.Status200OK) { Location = resource.LocationOf(written.Record) };
    }
}
