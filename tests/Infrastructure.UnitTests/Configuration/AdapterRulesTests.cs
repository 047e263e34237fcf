using CcatOps.Domain.Sites;

namespace CcatOps.Infrastructure.UnitTests.Configuration;

internal sealed class AdapterRulesTests
{
    private SourceFiles sources = null!;

    [SetUp]
    public void MakeSources() => sources = new();

    [TearDown]
    public void RemoveSources() => sources.Dispose();

    [TestCase("secondary", "sqlite", "postgresql", "LOCAL_DB_TYPE", "nothing replicates a SQLite file into PostgreSQL")]
    [TestCase("main", "sqlite", "postgresql", "LOCAL_DB_TYPE", "nothing replicates a SQLite file into PostgreSQL")]
    [TestCase("secondary", "postgresql", "sqlite", "LOCAL_DB_TYPE", "nothing replicates it into a SQLite file")]
    [TestCase("main", "postgresql", "sqlite", "LOCAL_DB_TYPE", "nothing replicates it into a SQLite file")]
    public void Databases_of_two_kinds_are_refused_with_the_reason(string site, string main, string local, string setting, string reason)
    {
        var fault = sources.Set("SITE_TYPE", site).Set("MAIN_DB_TYPE", main).Set("LOCAL_DB_TYPE", local).Fault();

        Assert.That(fault.Setting, Is.EqualTo(setting));
        Assert.That(fault.Problem, Does.Contain(reason));
    }

    [Test]
    public void Two_files_are_refused()
    {
        var fault = Sqlite().Set("MAIN_DB_NAME", "a").Set("LOCAL_DB_NAME", "b").Fault();

        Assert.That(fault.Setting, Is.EqualTo("LOCAL_DB_NAME"));
    }

    [TestCase("ops", "data/ops.sqlite")]
    [TestCase("ops.db", "ops.db")]
    [TestCase("./ops", "./ops")]
    [TestCase("/srv/ops", "/srv/ops")]
    public void A_bare_name_lies_in_the_data_folder(string name, string file)
    {
        var site = Sqlite().Set("MAIN_DB_NAME", name).Set("LOCAL_DB_NAME", name).Settings().Site;

        Assert.That((site.MainDatabase.Type, site.MainDatabase.File), Is.EqualTo((DatabaseType.Sqlite, file)));
        Assert.That(site.MainDatabase.ToString(), Is.EqualTo($"sqlite:{file}"));
    }

    [Test]
    public void One_file_under_two_names_is_one_file() =>
        Assert.That(
            Sqlite().Set("MAIN_DB_NAME", "ops").Set("LOCAL_DB_NAME", "data/ops.sqlite").Settings().Site.LocalDatabase.Type,
            Is.EqualTo(DatabaseType.Sqlite));

    [TestCase("sqlite", "redis", BufferType.Redis)]
    [TestCase("sqlite", "sqlite", BufferType.Sqlite)]
    [TestCase("postgresql", "sqlite", BufferType.Sqlite)]
    public void Either_buffer_goes_with_either_database(string database, string buffer, BufferType expected)
    {
        sources.Set("SITE_TYPE", "secondary").Set("MAIN_DB_TYPE", database).Set("LOCAL_DB_TYPE", database).Set("BUFFER_TYPE", buffer);

        Assert.That(sources.Settings().Site.BufferType, Is.EqualTo(expected));
    }

    [Test]
    public void A_buffer_in_the_file_of_the_database_is_refused()
    {
        var fault = Sqlite().Set("BUFFER_TYPE", "sqlite").Set("BUFFER_PATH", "data/../data/ccat_ops_db.sqlite").Fault();

        Assert.That(fault.Setting, Is.EqualTo("BUFFER_PATH"));
    }

    private SourceFiles Sqlite() => sources.Set("MAIN_DB_TYPE", "sqlite").Set("LOCAL_DB_TYPE", "sqlite");
}
