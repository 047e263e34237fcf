using CcatOps.Application.Access;
using CcatOps.Application.Reads;
using CcatOps.Domain.Access;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Infrastructure.Postgres.Access;

internal sealed class PostgresUserRoles(LocalDatabase database) : IRecordReader<UserRole, ById<Guid>, UserRoleFilter>
{
    private const string Select =
        """
        select id, user_id, role, transaction_id
        from user_role
        """;

    public Task<IReadOnlyList<UserRole>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        database.QueryAsync<UserRole>($"{Select} where id = any(@Ids)", new { Ids = keys.Select(Guid.Parse).ToArray() }, cancellationToken);

    public Task<IReadOnlyList<UserRole>> PageAsync(
        UserRoleFilter filter, ById<Guid>? after, int limit, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(after is not null, "id > @AfterId");
        return database.QueryAsync<UserRole>(
            $"{Select} {conditions} order by id limit @Limit", Values(filter, after, limit, []), cancellationToken);
    }

    public async Task<long> CountAsync(UserRoleFilter filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(except.Count > 0, "id <> all(@Except)");
        var counts = await database.QueryAsync<long>(
            $"select count(*) from user_role {conditions}", Values(filter, null, 0, except), cancellationToken);
        return counts[0];
    }

    private static Conditions Matching(UserRoleFilter filter) => new Conditions()
        .When(filter.UserIds.Count > 0, "user_id = any(@UserIds)");

    private static object Values(UserRoleFilter filter, ById<Guid>? after, int limit, IReadOnlyCollection<string> except) => new
    {
        UserIds = filter.UserIds.ToArray(),
        AfterId = after?.Id,
        Limit = limit,
        Except = except.Select(Guid.Parse).ToArray(),
    };
}
