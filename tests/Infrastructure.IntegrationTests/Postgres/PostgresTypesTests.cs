using CcatOps.Domain.Schema;
using CcatOps.Infrastructure.IntegrationTests.Sites;
using CcatOps.Infrastructure.Postgres;

namespace CcatOps.Infrastructure.IntegrationTests.Postgres;

internal sealed class PostgresTypesTests
{
    [Test]
    public async Task Every_column_that_a_change_may_name_has_the_type_that_the_schema_gives_it()
    {
        await using var site = await TestSite.CreateAsync();
        foreach (var table in Tables.All)
        {
            foreach (var column in table.Columns)
            {
                var declared = await site.QueryAsync<string>(
                    $"select data_type from information_schema.columns where table_name = '{table.Name}' and column_name = '{column}'");
                Assert.That(PostgresTypes.Of(table, column), Is.EqualTo(declared), $"{table.Name}.{column}");
            }
        }
    }
}
