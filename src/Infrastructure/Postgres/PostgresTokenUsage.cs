using CcatOps.Application.Access;

namespace CcatOps.Infrastructure.Postgres;

internal sealed class PostgresTokenUsage(PostgresLocalDatabase database) : ITokenUsage
{
    public Task<IReadOnlyList<TokenUsage>> SumAsync(IReadOnlyCollection<Guid> tokenIds, CancellationToken cancellationToken)
    {
        const string sql =
            """
            select api_token_id, max(last_used_at) as last_used_at, sum(uses)::bigint as uses
            from (
                select api_token_id, used_at as last_used_at, uses from api_token_use where api_token_id = any(@Ids)
                union all
                select api_token_id, last_used_at, uses from api_token_use_day where api_token_id = any(@Ids)) counted
            group by api_token_id
            """;
        return database.QueryAsync<TokenUsage>(sql, new { Ids = tokenIds.ToArray() }, cancellationToken);
    }
}
