using CcatOps.Application.Access;
using CcatOps.Application.Reads;
using CcatOps.Domain.Access;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Infrastructure.Postgres.Access;

internal sealed class PostgresUsers(LocalDatabase database) : IRecordReader<User, ById<Guid>, UserFilter>
{
    private const string Select =
        """
        select id, name, github_id, full_name, created_at, disabled_at, transaction_id
        from "user"
        """;

    public Task<IReadOnlyList<User>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        database.QueryAsync<User>($"{Select} where id = any(@Ids)", new { Ids = keys.Select(Guid.Parse).ToArray() }, cancellationToken);

    public Task<IReadOnlyList<User>> PageAsync(
        UserFilter filter, ById<Guid>? after, int limit, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(after is not null, "id > @AfterId");
        return database.QueryAsync<User>(
            $"{Select} {conditions} order by id limit @Limit", Values(filter, after, limit, []), cancellationToken);
    }

    public async Task<long> CountAsync(UserFilter filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(except.Count > 0, "id <> all(@Except)");
        var counts = await database.QueryAsync<long>(
            $"select count(*) from \"user\" {conditions}", Values(filter, null, 0, except), cancellationToken);
        return counts[0];
    }

    private static Conditions Matching(UserFilter filter) => new Conditions()
        .When(filter.Names.Count > 0, "name = any(@Names)")
        .When(filter.GithubIds.Count > 0, "github_id = any(@GithubIds)");

    private static object Values(UserFilter filter, ById<Guid>? after, int limit, IReadOnlyCollection<string> except) => new
    {
        Names = filter.Names.ToArray(),
        GithubIds = filter.GithubIds.ToArray(),
        AfterId = after?.Id,
        Limit = limit,
        Except = except.Select(Guid.Parse).ToArray(),
    };
}
