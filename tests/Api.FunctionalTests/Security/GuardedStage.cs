using System.Security.Cryptography;
using System.Text;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Security;

/// <summary>
/// Two sites as they should be set up: the database roles and the Redis user of deploy/least-privilege, every connection encrypted and
/// every certificate checked, secrets in files, production settings.
/// </summary>
internal sealed class GuardedStage : IAsyncDisposable
{
    private const string RedisPassword = "for the ACL user of a test";

    private readonly TestCertificate certificate;
    private readonly DirectoryInfo secrets = Directory.CreateTempSubdirectory("ccatops-secrets-");

    private GuardedStage(TestCertificate certificate, TwoSiteStage stage) => (this.certificate, Stage) = (certificate, stage);

    public TwoSiteStage Stage { get; }

    public static async Task<GuardedStage> StartAsync()
    {
        var certificate = TestCertificate.Create();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(RedisPassword)));
        var guarded = new GuardedStage(certificate, await TwoSiteStage.StartAsync(new()
        {
            Primary = new() { Certificate = certificate },
            Redis = new() { Certificate = certificate, Acl = Deployed("redis.acl").Replace("PASSWORD_SHA256", hash, StringComparison.Ordinal) },
        }));
        try
        {
            await guarded.PrepareAsync();
            return guarded;
        }
        catch
        {
            await guarded.DisposeAsync();
            throw;
        }
    }

    /// <summary>The settings of both sites, with the account of the database.</summary>
    public Settings Common(string account) => new Settings().With(
        ("ASPNETCORE_ENVIRONMENT", "Production"),
        ("SECRET_KEY_FILE", Secret("secret_key", "of a test and at least 32 bytes long")),
        ("MAIN_DB_HOST", "127.0.0.1"),
        ("MAIN_DB_USER", account),
        ("MAIN_DB_PASSWORD_FILE", Secret(account, $"{account} password")),
        ("MAIN_DB_NAME", PostgresNode.Database),
        ("MAIN_DB_SSL_MODE", "verify-full"),
        ("MAIN_DB_SSL_ROOT_CERT", certificate.AuthorityPath),
        ("LOCAL_DB_HOST", "127.0.0.1"),
        ("LOCAL_DB_USER", "ccatops_read"),
        ("LOCAL_DB_PASSWORD_FILE", Secret("ccatops_read", "ccatops_read password")),
        ("LOCAL_DB_NAME", PostgresNode.Database),
        ("LOCAL_DB_SSL_MODE", "verify-full"),
        ("LOCAL_DB_SSL_ROOT_CERT", certificate.AuthorityPath),
        ("REDIS_HOST", "127.0.0.1"),
        ("REDIS_PORT", $"{Stage.Redis.Port}"),
        ("REDIS_USER", "ccatops"),
        ("REDIS_PASSWORD_FILE", Secret("redis", RedisPassword)),
        ("REDIS_TLS", "true"),
        ("REDIS_TLS_ROOT_CERT", certificate.AuthorityPath));

    public Settings Main(string account = "ccatops_write") => Common(account).With(
        ("SITE_NAME", "cologne"), ("SITE_TYPE", "main"), ("MAIN_DB_PORT", $"{Stage.Primary.Port}"), ("LOCAL_DB_PORT", $"{Stage.Primary.Port}"));

    public Settings Secondary() => Common("ccatops_observatory").With(
        ("SITE_NAME", "observatory"), ("SITE_TYPE", "secondary"), ("BACKGROUND_PROCESSING_INTERVAL", "0.1"),
        ("MAIN_DB_PORT", $"{Stage.OceanToMain.Port}"), ("LOCAL_DB_PORT", $"{Stage.Replica.Port}"));

    public async ValueTask DisposeAsync()
    {
        await Stage.DisposeAsync();
        certificate.Dispose();
        secrets.Delete(recursive: true);
    }

    private async Task PrepareAsync()
    {
        await Stage.Primary.ExecuteAsync(Deployed("roles.sql"));
        await Stage.Primary.ExecuteAsync("select add_telescope('observatory')");
        foreach (var account in new[] { "ccatops_migrate", "ccatops_write", "ccatops_observatory", "ccatops_read" })
            await Stage.Primary.ExecuteAsync($"alter role {account} password '{account} password'");
        var migration = await Command.RunAsync(Main("ccatops_migrate"), "--migrate");
        Assert.That(migration.ExitCode, Is.Zero, migration.Output);
        // It may be run again, and then knows the tables.
        await Stage.Primary.ExecuteAsync(Deployed("roles.sql"));
        await Scenery.PlanAsync(Stage.Primary, Scenery.PlannedUnits);
        await TestTokens.SeedAsync(Stage.Primary);
        await Stage.Replica.CatchUpAsync();
    }

    private string Secret(string name, string text)
    {
        var path = Path.Combine(secrets.FullName, name);
        File.WriteAllText(path, $"{text}\n");
        return path;
    }

    private static string Deployed(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CcatOps.sln")))
            folder = folder.Parent!;
        return File.ReadAllText(Path.Combine(folder.FullName, "deploy", "least-privilege", name));
    }
}
