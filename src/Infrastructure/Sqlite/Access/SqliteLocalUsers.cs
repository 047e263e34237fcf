using CcatOps.Application.Access;
using CcatOps.Application.Reads;
using CcatOps.Domain.Access;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Infrastructure.Sqlite.Access;

internal sealed class SqliteLocalUsers(SqliteLocalDatabase database) : IRecordReader<User, ById<Guid>, UserFilter>
{
    private const string Select =
        """
        select id, name, github_id, full_name, created_at, disabled_at, transaction_id
        from "user"
        """;

    public Task<IReadOnlyList<User>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        database.QueryAsync<User>($"{Select} where id in (select value from json_each(@Ids))", new { Ids = SqliteMainValues.List(keys.Select(Guid.Parse)) }, cancellationToken);

    public Task<IReadOnlyList<User>> PageAsync(
        UserFilter filter, ById<Guid>? after, int limit, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(after is not null, "id > @AfterId");
        return database.QueryAsync<User>(
            $"{Select} {conditions} order by id limit @Limit", Values(filter, after, limit, []), cancellationToken);
    }

    public async Task<long> CountAsync(UserFilter filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(except.Count > 0, "id not in (select value from json_each(@Except))");
        var counts = await database.QueryAsync<long>(
            $"select count(*) from \"user\" {conditions}", Values(filter, null, 0, except), cancellationToken);
        return counts[0];
    }

    private static Conditions Matching(UserFilter filter) => new Conditions()
        .When(filter.Names.Count > 0, "name in (select value from json_each(@Names))")
        .When(filter.GithubIds.Count > 0, "github_id in (select value from json_each(@GithubIds))");

    private static object Values(UserFilter filter, ById<Guid>? after, int limit, IReadOnlyCollection<string> except) => new
    {
        Names = SqliteMainValues.List(filter.Names),
        GithubIds = SqliteMainValues.List(filter.GithubIds),
        AfterId = after is { Id: var id } ? SqliteMainValues.Text(id) : null,
        Limit = limit,
        Except = SqliteMainValues.List(except.Select(Guid.Parse)),
    };
}
