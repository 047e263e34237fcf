using CcatOps.Application.Access;
using CcatOps.Infrastructure.Sqlite.Main;

namespace CcatOps.Infrastructure.Sqlite.Local;

internal sealed class SqliteTokenUsage(SqliteLocalDatabase database) : ITokenUsage
{
    public Task<IReadOnlyList<TokenUsage>> SumAsync(IReadOnlyCollection<Guid> tokenIds, CancellationToken cancellationToken)
    {
        const string sql =
            """
            select api_token_id, max(last_used_at) as last_used_at, sum(uses) as uses
            from (
                select api_token_id, used_at as last_used_at, uses from api_token_use
                union all
                select api_token_id, last_used_at, uses from api_token_use_day) counted
            where api_token_id in (select value from json_each(@Ids)) group by api_token_id
            """;
        return database.QueryAsync<TokenUsage>(sql, new { Ids = SqliteMainValues.List(tokenIds) }, cancellationToken);
    }
}
