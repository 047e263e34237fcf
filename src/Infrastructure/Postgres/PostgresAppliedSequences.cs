using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Sites;
using Dapper;

namespace CcatOps.Infrastructure.Postgres;

internal sealed class PostgresAppliedSequences(SiteConfig site, PostgresLocalDatabase local, MainDataSource main) : IAppliedSequences
{
    private const string Sql = "select max(sequence) from applied_transaction where site_name = @SiteName";

    public async Task<long?> FindGreatestAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await local.QueryAsync<long?>(Sql, new { site.SiteName }, cancellationToken))[0];
        }
        catch (LocalDatabaseUnavailableException)
        {
            try
            {
                await using var connection = await main.OpenAsync(cancellationToken);
                return await connection.ExecuteScalarAsync<long?>(
                    new CommandDefinition(Sql, new { site.SiteName }, cancellationToken: cancellationToken));
            }
            catch (Exception exception) when (exception.IsDatabaseFailure())
            {
                throw new LocalDatabaseUnavailableException($"{exception.ToFailure()} (the main database neither)", exception);
            }
        }
    }
}
