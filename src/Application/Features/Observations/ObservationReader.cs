using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Features.Observations;

/// <summary>Reads executions together with their files, without a query per execution.</summary>
public sealed class ObservationReader(ExecutedObsUnitReader executions, RawDataFileReader files)
{
    /// <summary>One execution with its files; null when there is none.</summary>
    public async Task<ExecutedObsUnit?> FindAsync(Overlay overlay, Guid id, CancellationToken cancellationToken) =>
        await executions.FindAsync(overlay, id.ToString(), cancellationToken) is { } execution
            ? (await WithFilesAsync(overlay, [execution], cancellationToken))[0]
            : null;

    public async Task<Listing<ExecutedObsUnit>> ListAsync(
        Overlay overlay,
        ExecutedObsUnitFilter filter,
        Paging paging,
        CancellationToken cancellationToken)
    {
        var listing = await executions.ListAsync(overlay, filter, paging, cancellationToken);
        return listing with { Items = await WithFilesAsync(overlay, listing.Items, cancellationToken) };
    }

    private async Task<IReadOnlyList<ExecutedObsUnit>> WithFilesAsync(
        Overlay overlay,
        IReadOnlyList<ExecutedObsUnit> found,
        CancellationToken cancellationToken)
    {
        if (found.Count == 0)
            return found;

        // An execution that the replica has not shown yet has all its files in the overlay too: they come later in its order.
        var replicated = found.Where(execution => !IsNew(overlay, execution)).Select(execution => execution.Id).ToArray();
        var stored = replicated.Length == 0
            ? []
            : await files.PageAsync(
                overlay, new RawDataFileFilter { ExecutedObsUnitIds = replicated }, after: null, int.MaxValue, cancellationToken);
        var ofNew = found
            .Where(execution => IsNew(overlay, execution))
            .SelectMany(execution => files.Overlaid(overlay, execution.Id.ToString()));

        var byExecution = stored.Concat(ofNew).ToLookup(file => file.ExecutedObsUnitId);
        return [.. found.Select(execution => execution with { RawDataFiles = [.. byExecution[execution.Id]] })];
    }

    private static bool IsNew(Overlay overlay, ExecutedObsUnit execution) =>
        overlay.Find(Tables.ExecutedObsUnit, execution.Id.ToString()) is { IsWhole: true };
}
