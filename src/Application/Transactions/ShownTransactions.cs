using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Resources;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Transactions;

/// <summary>Restores transactions from their markers and from the rows that they made.</summary>
public sealed class ShownTransactions(
    ITransactionLog markers,
    IRecordReader<ExecutedObsUnit> executions,
    IRecordReader<RawDataFile> files) : IShownTransactions
{
    private const int FilesAtOnce = 1_000;

    public async Task<Transaction?> FindAsync(Guid id, Transaction repetition, CancellationToken cancellationToken)
    {
        if (await markers.FindAsync(id, cancellationToken) is not { RequestHash: { } hash } marker)
            return null;
        var found = repetition with { Id = id, AcceptedAt = marker.AcceptedAt, RequestHash = hash, Entities = [.. marker.Entities] };
        return hash == repetition.RequestHash
            ? FirstAnswer.Of(found, await RowsAsync(id, found, cancellationToken))
            : found;
    }

    private async Task<IReadOnlyList<ShownRow>> RowsAsync(Guid id, Transaction transaction, CancellationToken cancellationToken)
    {
        var keys = transaction.Entities
            .Select(entity => entity.Split(':', 2))
            .Where(parts => parts[0] == Tables.ExecutedObsUnit.Name)
            .Select(parts => parts[1])
            .ToArray();
        return transaction.Changes.Any(change => change.Table == Tables.RawDataFile.Name)
            ? await FilesAsync(id, [.. keys.Select(Guid.Parse)], cancellationToken)
            : [.. (await executions.FindAsync(keys, cancellationToken)).Select(record => ShownRow.Of(Tables.ExecutedObsUnit, record))];
    }

    private async Task<IReadOnlyList<ShownRow>> FilesAsync(Guid id, IReadOnlyCollection<Guid> ofExecutions, CancellationToken cancellationToken)
    {
        var filter = new RecordFilter<RawDataFile>().Where(RawDataFiles.ExecutedObsUnitId, ofExecutions);
        var rows = new List<ShownRow>();
        IReadOnlyList<RawDataFile> page;
        ListPlace? after = null;
        do
        {
            page = await files.PageAsync(filter, after, FilesAtOnce, cancellationToken);
            rows.AddRange(page.Where(file => file.TransactionId == id).Select(file => ShownRow.Of(Tables.RawDataFile, file)));
            if (page.Count > 0)
                after = RecordType<RawDataFile>.PlaceOf(page[^1]);
        }
        while (page.Count == FilesAtOnce);

        return rows;
    }
}
