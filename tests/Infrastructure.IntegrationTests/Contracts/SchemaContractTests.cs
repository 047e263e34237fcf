using System.Reflection;
using CcatOps.Domain.Records;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.IntegrationTests.Sites;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>The migrated schemas agree with the records from which statements are made.</summary>
[TestFixture(DatabaseType.PostgreSql)]
[TestFixture(DatabaseType.Sqlite)]
internal sealed class SchemaContractTests(DatabaseType databaseType)
{
    private const string Postgres =
        """
        select column_name::text as name, is_nullable = 'NO' as is_required from information_schema.columns
        where table_schema = 'public' and table_name = @Name
        """;

    private const string Sqlite = "select name, (\"notnull\" or pk) as is_required from pragma_table_info(@Name)";

    [Test]
    public async Task Every_table_has_the_columns_of_its_record_and_requires_what_the_record_requires()
    {
        await using var site = await TestSite.CreateAsync(SiteType.Main, databaseType: databaseType);
        var database = site.Get<ILocalDatabase>();
        var nullability = new NullabilityInfoContext();
        foreach (var table in Tables.All)
        {
            var columns = await database.QueryAsync<Column>(
                databaseType == DatabaseType.Sqlite ? Sqlite : Postgres, new { table.Name }, CancellationToken.None);

            string[] more = table.Record.IsAssignableTo(typeof(StoredRecord)) ? ["transaction_id"] : [];
            Assert.That(columns.Select(column => column.Name).Except(["transaction_id"]).Concat(more), Is.EquivalentTo(table.Columns.Concat(more)), table.Name);
            foreach (var column in columns.Where(column => column.Name != "transaction_id"))
            {
                var isRequired = nullability.Create(table.PropertyOf(column.Name)).ReadState == NullabilityState.NotNull;
                Assert.That(column.IsRequired, Is.EqualTo(isRequired), $"{table.Name}.{column.Name}");
            }
        }
    }

    private sealed record Column
    {
        public string Name { get; init; } = "";
        public bool IsRequired { get; init; }
    }
}
