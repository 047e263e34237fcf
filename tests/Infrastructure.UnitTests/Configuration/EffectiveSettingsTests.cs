using CcatOps.Infrastructure.Configuration;
using CcatOps.Infrastructure.Configuration.Files;

namespace CcatOps.Infrastructure.UnitTests.Configuration;

internal sealed class EffectiveSettingsTests
{
    private SourceFiles sources = null!;

    [SetUp]
    public void MakeSources() => sources = new();

    [TearDown]
    public void RemoveSources() => sources.Dispose();

    [Test]
    public void Every_setting_is_printed_with_its_source()
    {
        var rows = sources.Set("SITE_TYPE", "secondary").Set("SECRET_KEY", new string('k', 32)).DotEnv("SITE_NAME=night")
            .Toml("[default.redis]\nport = 7").Loaded(isDevelopment: false).Effective;

        Assert.That(rows.Select(row => row.Name), Is.EqualTo(SettingsReference.Rows.Select(row => row.Name)));
        Assert.That(rows, Is.SupersetOf(new EffectiveSetting[]
        {
            new("SITE_TYPE", "secondary", "environment variable"),
            new("SITE_NAME", "night", $"{Path.Combine(sources.Working, ".env")} line 1"),
            new("REDIS_PORT", "7", $"{Path.Combine(sources.Working, "config", "settings.toml")} line 2, [default.redis] port"),
            new("REDIS_PASSWORD", "(empty)", "default"),
            new("MAIN_DB_PASSWORD", "***", "default"),
            new("BUFFER_DURABILITY", "required", "default"),
            new("SECRET_KEY", "***", "environment variable"),
        }));
    }

    [Test]
    public void Sources_of_the_process_are_its_variables_and_directories()
    {
        var process = ConfigurationSources.OfProcess(isDevelopment: true);

        Assert.That((process.WorkingDirectory, process.BinaryDirectory, process.IsDevelopment),
            Is.EqualTo((Directory.GetCurrentDirectory(), AppContext.BaseDirectory, true)));
        Assert.That(process.Environment["PATH"], Is.EqualTo(Environment.GetEnvironmentVariable("PATH")));
    }
}
