using CcatOps.Application.Access;
using CcatOps.Application.Reads;
using CcatOps.Domain.Access;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Infrastructure.Sqlite.Access;

internal sealed class SqliteLocalUserRoles(SqliteLocalDatabase database) : IRecordReader<UserRole, ById<Guid>, UserRoleFilter>
{
    private const string Select =
        """
        select id, user_id, role, transaction_id
        from user_role
        """;

    public Task<IReadOnlyList<UserRole>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        database.QueryAsync<UserRole>($"{Select} where id in (select value from json_each(@Ids))", new { Ids = SqliteMainValues.List(keys.Select(Guid.Parse)) }, cancellationToken);

    public Task<IReadOnlyList<UserRole>> PageAsync(
        UserRoleFilter filter, ById<Guid>? after, int limit, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(after is not null, "id > @AfterId");
        return database.QueryAsync<UserRole>(
            $"{Select} {conditions} order by id limit @Limit", Values(filter, after, limit, []), cancellationToken);
    }

    public async Task<long> CountAsync(UserRoleFilter filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(except.Count > 0, "id not in (select value from json_each(@Except))");
        var counts = await database.QueryAsync<long>(
            $"select count(*) from user_role {conditions}", Values(filter, null, 0, except), cancellationToken);
        return counts[0];
    }

    private static Conditions Matching(UserRoleFilter filter) => new Conditions()
        .When(filter.UserIds.Count > 0, "user_id in (select value from json_each(@UserIds))");

    private static object Values(UserRoleFilter filter, ById<Guid>? after, int limit, IReadOnlyCollection<string> except) => new
    {
        UserIds = SqliteMainValues.List(filter.UserIds),
        AfterId = after is { Id: var id } ? SqliteMainValues.Text(id) : null,
        Limit = limit,
        Except = SqliteMainValues.List(except.Select(Guid.Parse)),
    };
}
