using System.Collections.Immutable;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Access;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Access;

/// <summary>Writes the counts of all tokens in one transaction. While an earlier one waits for main, they stay in memory.</summary>
internal sealed class TokenUseRecorder(TokenUses uses, OverlayMirror mirror, IWriteRouter router, SiteConfig site) : ITokenUseRecorder
{
    private const int MostRows = 1_000;

    public async Task RecordAsync(bool isLast, CancellationToken cancellationToken)
    {
        if (uses.AreNone || !await MayAddAsync(isLast, cancellationToken))
            return;
        var taken = uses.Take(site.SiteName);
        uses.Return(taken.Skip(MostRows));
        ImmutableArray<TokenUse> rows = [.. taken.Take(MostRows)];
        if (rows.IsEmpty)
            return;

        var write = new Write(
            Operation.RecordTokenUse,
            rows,
            [.. rows.Select(row => RowChanges.Insert(Tables.ApiTokenUse, row))],
            [Transaction.Entity(Tables.ApiTokenUse.Name, rows[0].Id.ToString())])
        {
            Room = BufferRoom.Half,
        };
        try
        {
            await router.WriteAsync(write, cancellationToken);
        }
        catch (Exception exception) when (exception is not WriteUncertainException)
        {
            uses.Return(rows);
            if (exception is not (BufferUnavailableException or BufferFullException or MainDatabaseUnavailableException))
                throw;
        }
    }

    private async Task<bool> MayAddAsync(bool isLast, CancellationToken cancellationToken)
    {
        try
        {
            var overlay = await mirror.GetCurrentAsync(cancellationToken);
            var waiting = overlay.Listed(Tables.ApiTokenUse, after: null)
                .Where(row => overlay.SyncOf(row).State != TransactionState.Committed)
                .DistinctBy(row => row.NewestTransactionId)
                .Count();
            return TelemetryRules.MayAdd(waiting, isLast);
        }
        catch (BufferUnavailableException)
        {
            return false;
        }
    }
}

/// <summary>Writes the uses of tokens that were counted.</summary>
public interface ITokenUseRecorder
{
    /// <param name="isLast">Whether the process ends, so that what is not written now is lost.</param>
    /// <param name="cancellationToken">Stops waiting; the counts may have been written.</param>
    Task RecordAsync(bool isLast, CancellationToken cancellationToken);
}
