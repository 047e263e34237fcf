using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Resources;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Storage;

namespace CcatOps.Application.Features.Packages;

/// <summary>Reads packages with their files.</summary>
internal sealed class PackageReader(MergedReader<RawDataPackage> packages, MergedReader<RawDataFile> files)
{
    /// <summary>A package with its files; null if there is none.</summary>
    public async Task<RawDataPackage?> FindAsync(OverlaySnapshot overlay, Guid id, CancellationToken cancellationToken)
    {
        if (await packages.FindAsync(overlay, id.ToString(), cancellationToken) is not { } package)
            return null;
        var ofPackage = OfExecution(package.ExecutedObsUnitId).Where(Resources.RawDataFiles.RawDataPackageId, id);
        return package with
        {
            RawDataFiles = await files.PageAsync(overlay, ofPackage, after: null, CreateRawDataPackage.MostFiles, cancellationToken),
        };
    }

    /// <summary>The number of the next package of an execution and a module.</summary>
    public async Task<int> NextPartAsync(OverlaySnapshot overlay, Guid execution, int module, CancellationToken cancellationToken)
    {
        var filter = new RecordFilter<RawDataPackage>()
            .Where(RawDataPackages.ExecutedObsUnitId, execution)
            .Where(RawDataPackages.InstrumentModuleId, module);
        var known = await packages.PageAsync(overlay, filter, after: null, int.MaxValue, cancellationToken);
        return known.Select(package => package.Part).DefaultIfEmpty(0).Max() + 1;
    }

    /// <summary>All files of an execution, by their ids.</summary>
    public async Task<IReadOnlyDictionary<Guid, RawDataFile>> FilesAsync(OverlaySnapshot overlay, Guid execution, CancellationToken cancellationToken) =>
        (await files.PageAsync(overlay, OfExecution(execution), after: null, int.MaxValue, cancellationToken)).ToDictionary(file => file.Id);

    /// <summary>By the execution too, so that the overlay looks at its files alone.</summary>
    private static RecordFilter<RawDataFile> OfExecution(Guid execution) =>
        new RecordFilter<RawDataFile>().Where(Resources.RawDataFiles.ExecutedObsUnitId, execution);
}
