using System.Globalization;
using CcatOps.Api.Answers;
using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Api.Requests;
using CcatOps.Application.Resources;
using CcatOps.Domain.Records;
using CcatOps.Domain.Schema;
using MediatR;

namespace CcatOps.Api.Endpoints;

/// <summary>The route of a resource that changes a record by a merge patch.</summary>
internal sealed class PatchRoute<TRecord, TPatch>(Resource<TRecord> resource, ResourcePatch<TRecord, TPatch> patch)
    where TRecord : StoredRecord
    where TPatch : MergePatch<TRecord>
{
    private const string About = "A merge patch (RFC 7396): an absent member leaves the field as it is, null clears it.";

    private const string AsPut = "As PATCH, for clients of the original: an absent member leaves the field as it is, null clears it.";

    public void MapTo(RouteGroupBuilder group)
    {
        Map(group, HttpMethods.Patch, patch.Operation.Name, About);
        if (patch.AlsoPut)
            Map(group, HttpMethods.Put, $"put_{resource.Table.Name}", AsPut);
    }

    private void Map(RouteGroupBuilder group, string method, string name, string about)
    {
        var isNumbered = resource.Table.KeyType == ColumnType.Number;

        // The analyzer of route handlers fails on a body of a generic type.
        Delegate change = isNumbered ? PatchByNumberAsync : PatchByUuidAsync;
        group.MapMethods(isNumbered ? "/{id:int}" : "/{id:guid}", [method], change)
            .Makes(patch.Operation, about)
            .WithName(name)
            .WithSummary(patch.Summary)
            .WithExample(patch.Example)
            .Produces<TRecord>()
            .WithMetadata(ConditionalHeader.IfMatch)
            .WithProblems(ProblemTypes.NotFound, ProblemTypes.PreconditionFailed)
            .AsWrite()
            .WithQuery();
        group.RefuseOtherIds(method, "/{id}", isNumbered ? PathIds.Integer : PathIds.Uuid);
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
