using CcatOps.Application.Errors;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Resources;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Storage;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Features.Packages;

/// <summary>Writes the changes of state of a package, one after the other.</summary>
internal sealed class PackageMoves(IWriteRouter router, OverlayMirror mirror, PackageReader packages)
{
    public async Task<Written<RawDataPackage>> WriteAsync(
        Operation operation, object request, RawDataPackage package, object values, CancellationToken cancellationToken)
    {
        var key = package.Id.ToString();
        var write = new Write(
            operation,
            request,
            [RowChanges.Update(Tables.RawDataPackage, key, values, expected: new { package.State })],
            [Transaction.Entity(Tables.ExecutedObsUnit.Name, package.ExecutedObsUnitId.ToString())]);

        var receipt = await router.WriteAsync(write, cancellationToken);
        var moved = RowChanges.Patch(package, receipt.Transaction.Changes[0].Values!);
        return new(moved with { Sync = receipt.Sync }, receipt.Transaction.Warnings) { IsRepetition = receipt.IsRepetition };
    }

    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<RawDataPackage> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await packages.FindAsync(await mirror.GetCurrentAsync(cancellationToken), id, cancellationToken)
        ?? throw new NotFoundException(RawDataPackages.Resource.Name, id);

    /// <summary>Else the buffer must answer for it: a read may show the write of a process that ended before it had made the write durable.</summary>
    public static bool IsAtMain(RawDataPackage package) =>
        package.Sync is { State: TransactionState.Committed or TransactionState.Replicated };

    public static ConflictException Refused(RawDataPackage package, PackageState to)
    {
        var allowed = PackageTransitions.From(package.State).Select(WireNames.Of).ToArray();
        return new(
            $"Raw data package {package.Id} is {WireNames.Of(package.State)} and cannot become {WireNames.Of(to)} by this request; "
            + (allowed.Length == 0 ? "that is final."
                : package.State == PackageState.Building ? "it becomes waiting when it is finalized."
                : $"allowed next: {string.Join(", ", allowed)}."));
    }
}
