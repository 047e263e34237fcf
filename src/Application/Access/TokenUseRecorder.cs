using System.Collections.Immutable;
using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Access;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Access;

/// <summary>Writes what was counted, all tokens in one transaction.</summary>
internal sealed class TokenUseRecorder(TokenUses uses, IWriteRouter router, SiteConfig site) : ITokenUseRecorder
{
    /// <summary>More wait for the next time.</summary>
    private const int Most = 1_000;

    public async Task RecordAsync(CancellationToken cancellationToken)
    {
        var taken = uses.Take(site.SiteName);
        uses.Return(taken.Skip(Most));
        ImmutableArray<TokenUse> rows = [.. taken.Take(Most)];
        if (rows.IsEmpty)
            return;

        try
        {
            await router.WriteAsync(
                new Write(
                    Operation.RecordTokenUse,
                    rows,
                    [.. rows.Select(row => RowChanges.Insert(Tables.ApiTokenUse, row))],
                    [Transaction.Entity(Tables.ApiTokenUse.Name, rows[0].Id.ToString())]),
                cancellationToken);
        }
        catch (Exception exception) when (exception is BufferUnavailableException or BufferFullException or MainDatabaseUnavailableException)
        {
            uses.Return(rows);
        }
    }
}

/// <summary>Writes the uses of tokens that were counted.</summary>
public interface ITokenUseRecorder
{
    Task RecordAsync(CancellationToken cancellationToken);
}
