using CcatOps.Infrastructure.Configuration;

namespace CcatOps.Infrastructure.UnitTests.Configuration;

internal sealed class SecretsTests
{
    private const string canary = "c4n4ry";
    private static readonly string[] secrets =
        ["MAIN_DB_PASSWORD", "LOCAL_DB_PASSWORD", "REDIS_PASSWORD", "REDIS_SENTINEL_PASSWORD", "SECRET_KEY", "BUFFER_KEY", "GITHUB_CLIENT_SECRET", "TLS_KEY_PASSWORD"];

    private SourceFiles sources = null!;

    [SetUp]
    public void MakeSources() => sources = new();

    [TearDown]
    public void RemoveSources() => sources.Dispose();

    [Test]
    public void Secrets_of_the_table_are_these() =>
        Assert.That(SettingsReference.Rows.Where(row => row.IsSecret).Select(row => row.Name), Is.EquivalentTo(secrets));

    [Test]
    public void Nothing_that_is_printed_shows_a_secret()
    {
        foreach (var name in secrets)
            sources.Set(name, canary + new string('k', 32));
        var loaded = sources.Set("GITHUB_CLIENT_ID", "id").Set("GITHUB_ORG_NAME", "ccatobs").Loaded();

        Assert.That(
            $"{loaded} {loaded.Settings} {loaded.Settings.Authentication} {loaded.Settings.Site} {string.Join('\n', loaded.Effective)}",
            Does.Not.Contain(canary));
        Assert.That(loaded.Effective.Where(row => secrets.Contains(row.Name)).Select(row => row.Value), Is.All.EqualTo("***"));
    }

    [TestCase("SECRET_KEY=c4n4ry")]
    [TestCase("SECRET_KEY=\"c4n4ry")]
    [TestCase("SECRET_KEY=a\"c4n4ry")]
    [TestCase("SECRET KEY=c4n4ry")]
    [TestCase("SECRET_KEY=$(c4n4ry)")]
    [TestCase("c4n4ry")]
    [TestCase("MAIN_DB_HOST=postgresql://user:c4n4ry@db/x")]
    [TestCase("MAIN_DB_HOST=one,postgresql://user:c4n4ry@db/x")]
    [TestCase("MAIN_DB_HOST=postgresql://user:c4n4ry@db/x,two")]
    [TestCase("MAIN_API_URL=https://user:c4n4ry@main")]
    [TestCase("MAIN_API_URL=https://user:c4n4ry/x@main")]
    public void No_fault_of_dotenv_shows_a_secret(string text) => AssertRefusedWithoutCanary(sources.DotEnv(text));

    [TestCase("[default]\nsecret_key = 'c4n4ry'\n[default.authentication]\nsecret_key = 'c4n4ry2'")]
    [TestCase("[default]\nsecret_key = 'c4n4ry'")]
    [TestCase("[default]\nsecret_kee = 'c4n4ry'")]
    [TestCase("[default]\nsecret_key = ['c4n4ry']")]
    [TestCase("[default]\nsecret_key = c4n4ry")]
    [TestCase("[default]\nsecret_key = 'c4n4ry")]
    [TestCase("[default]\nsecret_key = 1 c4n4ry")]
    [TestCase("[default]\nsecret_key = 'c4n4ry'\nsecret_key = 'c4n4ry'")]
    [TestCase("[default]\nsecret_key c4n4ry")]
    [TestCase("[auth]\n[auth.x]\nkey = 'c4n4ry'")]
    public void No_fault_of_toml_shows_a_secret(string text) => AssertRefusedWithoutCanary(sources.Toml(text));

    private static void AssertRefusedWithoutCanary(SourceFiles sources)
    {
        var result = sources.Load(isDevelopment: false);

        Assert.That(result, Is.TypeOf<SettingsResult.Refused>());
        Assert.That(result.ToString(), Does.Not.Contain(canary));
    }
}
