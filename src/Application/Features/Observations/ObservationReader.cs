using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Schema;

namespace CcatOps.Application.Features.Observations;

/// <summary>Reads executions together with their files, without a query per execution.</summary>
public sealed class ObservationReader(
    MergedReader<ExecutedObsUnit> executions, MergedReader<RawDataFile> files, IFilesOfExecutions storedFiles)
{
    /// <summary>Files of an execution that a list holds unless all are asked for.</summary>
    public const int FilesInList = 20;

    /// <summary>One execution with all of its files; null when there is none.</summary>
    public async Task<ExecutedObsUnit?> FindAsync(OverlaySnapshot overlay, Guid id, CancellationToken cancellationToken) =>
        await executions.FindAsync(overlay, id.ToString(), cancellationToken) is { } execution
            ? (await WithFilesAsync(overlay, [execution], cancellationToken))[0]
            : null;

    /// <param name="overlay">Changes that the local database does not show yet.</param>
    /// <param name="filter">Which executions.</param>
    /// <param name="paging">Which page of them.</param>
    /// <param name="withAllFiles">Whether each has all of its files, else <see cref="FilesInList"/> at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Listing<ExecutedObsUnit>> ListAsync(
        OverlaySnapshot overlay,
        RecordFilter<ExecutedObsUnit> filter,
        Paging paging,
        bool withAllFiles,
        CancellationToken cancellationToken)
    {
        var listing = await executions.ListAsync(overlay, filter, paging, cancellationToken);
        return listing with
        {
            Items = withAllFiles
                ? await WithFilesAsync(overlay, listing.Items, cancellationToken)
                : await WithFirstFilesAsync(overlay, listing.Items, cancellationToken),
        };
    }

    private async Task<IReadOnlyList<ExecutedObsUnit>> WithFilesAsync(
        OverlaySnapshot overlay,
        IReadOnlyList<ExecutedObsUnit> found,
        CancellationToken cancellationToken)
    {
        if (found.Count == 0)
            return found;

        var replicated = Replicated(overlay, found);
        var stored = replicated.Length == 0
            ? []
            : await files.PageAsync(
                overlay,
                new RecordFilter<RawDataFile>().Where(Resources.RawDataFiles.ExecutedObsUnitId, replicated),
                after: null,
                int.MaxValue,
                cancellationToken);
        var ofNew = found
            .Where(execution => IsNew(overlay, execution))
            .SelectMany(execution => files.Overlaid(overlay, execution.Id.ToString()));

        var byExecution = stored.Concat(ofNew).ToLookup(file => file.ExecutedObsUnitId);
        return [.. found.Select(execution => With(execution, [.. byExecution[execution.Id]]))];
    }

    private async Task<IReadOnlyList<ExecutedObsUnit>> WithFirstFilesAsync(
        OverlaySnapshot overlay,
        IReadOnlyList<ExecutedObsUnit> found,
        CancellationToken cancellationToken)
    {
        if (found.Count == 0)
            return found;

        var overlaid = found.ToDictionary(execution => execution.Id, execution => files.Overlaid(overlay, execution.Id.ToString()).ToArray());
        var replicated = Replicated(overlay, found);
        var known = replicated
            .SelectMany(id => overlay.RowsUnder(Tables.RawDataFile, id.ToString()))
            .Select(row => Guid.Parse(row.Key))
            .ToArray();
        var stored = replicated.Length == 0
            ? new StoredFiles([], new Dictionary<Guid, long>())
            : await storedFiles.FirstAsync(replicated, FilesInList, known, cancellationToken);
        var first = stored.First.Select(MergedReader<RawDataFile>.Replicated).Concat(overlaid.Values.SelectMany(each => each))
            .ToLookup(file => file.ExecutedObsUnitId);
        return
        [
            .. found.Select(execution => execution with
            {
                RawDataFiles = [.. first[execution.Id].OrderBy(RecordType<RawDataFile>.PlaceOf).Take(FilesInList)],
                RawDataFileCount = stored.Counts.GetValueOrDefault(execution.Id) + overlaid[execution.Id].Length,
            }),
        ];
    }

    /// <summary>An execution that the replica has not shown yet has all its files in the overlay too: they come later in its order.</summary>
    private static Guid[] Replicated(OverlaySnapshot overlay, IEnumerable<ExecutedObsUnit> found) =>
        [.. found.Where(execution => !IsNew(overlay, execution)).Select(execution => execution.Id)];

    private static ExecutedObsUnit With(ExecutedObsUnit execution, IReadOnlyList<RawDataFile> files) =>
        execution with { RawDataFiles = files, RawDataFileCount = files.Count };

    private static bool IsNew(OverlaySnapshot overlay, ExecutedObsUnit execution) =>
        overlay.Find(Tables.ExecutedObsUnit, execution.Id.ToString()) is { IsWhole: true };
}
