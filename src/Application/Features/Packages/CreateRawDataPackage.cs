using System.Collections.Immutable;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Resources;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Storage;
using CcatOps.Domain.Writes;
using MediatR;

namespace CcatOps.Application.Features.Packages;

/// <summary>Begins a package and puts files into it, as one transaction.</summary>
internal sealed class CreateRawDataPackageHandler(IWriteRouter router, OverlayMirror mirror, PackageReader packages, TimeProvider time)
    : IRequestHandler<CreateRawDataPackage, Written<RawDataPackage>>
{
    public async Task<Written<RawDataPackage>> Handle(CreateRawDataPackage request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMicroseconds();
        var overlay = await mirror.GetCurrentAsync(cancellationToken);
        var (execution, module) = (request.ExecutedObsUnitId!.Value, request.InstrumentModuleId!.Value);
        var files = request.RawDataFileIds is { Count: > 0 }
            ? await packages.FilesAsync(overlay, execution, cancellationToken)
            : ImmutableDictionary<Guid, RawDataFile>.Empty;
        if (await FindAlikeAsync(request, files, overlay, cancellationToken) is { } made)
            return new(made with { RawDataFiles = null }, []) { IsRepetition = true };
        var part = request.Part ?? await packages.NextPartAsync(overlay, execution, module, cancellationToken);
        var package = (request with { Part = part }).ToRecord(NewKey.Of(request.Id, now), now);
        var insert = RowChanges.Insert(Tables.RawDataPackage, package);
        var write = new Write(
            Operation.CreateRawDataPackage,
            request,
            [insert, .. PutInto(package, request.RawDataFileIds ?? [], files)],
            [RowChanges.EntityOf(Tables.RawDataPackage, insert)])
        {
            Claims = request.Id is { } id ? [Claims.Record(Tables.RawDataPackage, id), ClaimOf(package)] : [ClaimOf(package)],
        };

        var receipt = await router.WriteAsync(write, cancellationToken);
        var held = receipt.RecordOf(insert, package);
        return new(held with { Sync = receipt.Sync }, receipt.Transaction.Warnings) { IsRepetition = receipt.IsRepetition };
    }

    /// <summary>The package that has just these files, as the request wants it: the request was sent before.</summary>
    private async Task<RawDataPackage?> FindAlikeAsync(
        CreateRawDataPackage request, IReadOnlyDictionary<Guid, RawDataFile> files, OverlaySnapshot overlay, CancellationToken cancellationToken)
    {
        if (request.RawDataFileIds is not { Count: > 0 } ids || files.GetValueOrDefault(ids[0])?.RawDataPackageId is not { } id)
            return null;
        return await packages.FindAsync(overlay, id, cancellationToken) is { } made
            && made.InstrumentModuleId == request.InstrumentModuleId
            && made.RawDataFiles!.Select(file => file.Id).ToHashSet().SetEquals(ids)
            && (request.Part is null || request.Part == made.Part)
            && (request.Name is null || request.Name == made.Name)
            && (request.Id is null || request.Id == made.Id)
                ? made
                : null;
    }

    /// <summary>The updates that put files into the package.</summary>
    private static IEnumerable<Change> PutInto(RawDataPackage package, IReadOnlyList<Guid> ids, IReadOnlyDictionary<Guid, RawDataFile> files)
    {
        foreach (var (index, id) in ids.Index())
        {
            if (files.GetValueOrDefault(id) is not { } file)
                throw Rules.Fault($"raw_data_file_ids[{index}]", $"must be a file of execution {package.ExecutedObsUnitId}, which {id} is not.");
            if (file.RawDataPackageId is { } other)
                throw new ConflictException($"Raw data file {id} is in package {other} already.");
        }

        return ids.Select(id => RowChanges.Update(
            Tables.RawDataFile,
            id.ToString(),
            values: new { RawDataPackageId = package.Id },
            expected: new { RawDataPackageId = (Guid?)null }));
    }

    /// <summary>An execution and a module have one package of a number.</summary>
    private static string ClaimOf(RawDataPackage package) =>
        Claims.Part(package.ExecutedObsUnitId, package.InstrumentModuleId, package.Part);
}
