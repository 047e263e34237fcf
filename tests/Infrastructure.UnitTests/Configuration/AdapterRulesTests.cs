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

    [TestCase("main")]
    [TestCase("secondary")]
    public void A_sqlite_database_goes_with_a_redis_buffer(string site) =>
        Assert.That(Sqlite().Set("SITE_TYPE", site).Set("BUFFER_TYPE", "redis").Settings().Site.BufferType, Is.EqualTo(BufferType.Redis));

    private SourceFiles Sqlite() => sources.Set("MAIN_DB_TYPE", "sqlite").Set("LOCAL_DB_TYPE", "sqlite");
}
