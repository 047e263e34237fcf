using CcatOps.Application.Access;
using CcatOps.Application.Reads;
using CcatOps.Domain.Access;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Infrastructure.Postgres.Access;

internal sealed class PostgresApiTokens(LocalDatabase database) : IRecordReader<ApiToken, NewestFirst, ApiTokenFilter>
{
    private const string Select =
        """
        select id, kind, user_id, name, note, scopes, token_hash, prefix, site_name,
            created_at, expires_at, revoked_at, previous_hash, previous_until, transaction_id
        from api_token
        """;

    public Task<IReadOnlyList<ApiToken>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        database.QueryAsync<ApiToken>($"{Select} where id = any(@Ids)", new { Ids = keys.Select(Guid.Parse).ToArray() }, cancellationToken);

    public Task<IReadOnlyList<ApiToken>> PageAsync(
        ApiTokenFilter filter, NewestFirst? after, int limit, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(after is not null, "(created_at, id) < (@AfterTime, @AfterId)");
        return database.QueryAsync<ApiToken>(
            $"{Select} {conditions} order by created_at desc, id desc limit @Limit", Values(filter, after, limit, []), cancellationToken);
    }

    public async Task<long> CountAsync(ApiTokenFilter filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(except.Count > 0, "id <> all(@Except)");
        var counts = await database.QueryAsync<long>(
            $"select count(*) from api_token {conditions}", Values(filter, null, 0, except), cancellationToken);
        return counts[0];
    }

    private static Conditions Matching(ApiTokenFilter filter) => new Conditions()
        .When(filter.Hashes.Count > 0, "(token_hash = any(@Hashes) or previous_hash = any(@Hashes))")
        .When(filter.UserIds.Count > 0, "user_id = any(@UserIds)");

    private static object Values(ApiTokenFilter filter, NewestFirst? after, int limit, IReadOnlyCollection<string> except) => new
    {
        Hashes = filter.Hashes.ToArray(),
        UserIds = filter.UserIds.ToArray(),
        AfterTime = after?.Time,
        AfterId = after?.Id,
        Limit = limit,
        Except = except.Select(Guid.Parse).ToArray(),
    };
}
