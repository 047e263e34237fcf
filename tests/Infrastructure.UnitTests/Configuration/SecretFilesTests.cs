using CcatOps.Infrastructure.Configuration;

namespace CcatOps.Infrastructure.UnitTests.Configuration;

internal sealed class SecretFilesTests
{
    private const string Canary = "c4n4ry";

    private SourceFiles sources = null!;

    private static IEnumerable<string> Secrets => SettingsReference.Rows.Where(row => row.IsSecret).Select(row => row.Name);

    [SetUp]
    public void MakeSources() => sources = new();

    [TearDown]
    public void RemoveSources() => sources.Dispose();

    [TestCaseSource(nameof(Secrets))]
    public void Every_secret_may_stand_in_a_file(string name)
    {
        if (name == "GITHUB_CLIENT_SECRET")
            sources.Set("GITHUB_CLIENT_ID", "goes with it").Set("GITHUB_ORG_NAME", "ccatobs").Set("SECRET_KEY", new string('k', 32));
        var row = sources.Write(sources.Working, "secret", $"{Canary}\n").Set($"{name}_FILE", "secret")
            .Loaded().Effective.Single(effective => effective.Name == name);

        Assert.That(row, Is.EqualTo(new EffectiveSetting(
            name, "***", $"file {Path.Combine(sources.Working, "secret")} ({name}_FILE, environment variable)")));
    }

    [TestCase(Canary)]
    [TestCase($"{Canary}\n")]
    [TestCase($"{Canary}\r\n")]
    [TestCase($"\uFEFF{Canary}\n")]
    public void A_byte_order_mark_and_the_line_break_at_its_end_are_not_part_of_the_secret(string content)
    {
        sources.Write(sources.Working, "secret", content).Set("REDIS_PASSWORD_FILE", Path.Combine(sources.Working, "secret"));
        Assert.That(sources.Settings().Site.Redis.Password, Is.EqualTo(Canary));
    }

    [Test]
    public void White_space_within_it_is()
    {
        sources.Write(sources.Working, "secret", $" {Canary} \n").Set("REDIS_PASSWORD_FILE", "secret");
        Assert.That(sources.Settings().Site.Redis.Password, Is.EqualTo($" {Canary} "));
    }

    [Test]
    public void Dotenv_and_toml_may_name_files_too()
    {
        sources.Write(sources.Working, "one", "1").Write(sources.Working, "two", "2").DotEnv("REDIS_PASSWORD_FILE=one")
            .Toml("[default.database]\nmain_db_password_file = 'two'");
        var site = sources.Settings().Site;
        Assert.That((site.Redis.Password, site.MainDatabase.Password), Is.EqualTo(("1", "2")));
    }

    [Test]
    public void The_file_of_a_source_comes_before_the_value_of_a_later_one()
    {
        sources.Write(sources.Working, "secret", "file").Set("REDIS_PASSWORD_FILE", "secret").DotEnv("REDIS_PASSWORD=value");
        Assert.That(sources.Settings().Site.Redis.Password, Is.EqualTo("file"));
    }

    [Test]
    public void A_section_that_names_a_file_lies_over_the_value_of_the_default_section()
    {
        sources.Write(sources.Working, "secret", "file").Set("CCATOPS_ENV", "night")
            .Toml("[default.redis]\npassword = 'value'\n[night.redis]\npassword_file = 'secret'");
        Assert.That(sources.Settings().Site.Redis.Password, Is.EqualTo("file"));
    }

    [Test]
    public void Both_forms_in_one_source_are_a_fault_that_shows_neither()
    {
        var fault = sources.Write(sources.Working, "secret", Canary).Set("REDIS_PASSWORD_FILE", "secret").Set("REDIS_PASSWORD", Canary).Fault();
        Assert.That(fault.ToString(), Does.StartWith("REDIS_PASSWORD (environment variable): REDIS_PASSWORD_FILE gives it too"));
        Assert.That(fault.ToString(), Does.Not.Contain(Canary));
    }

    [Test]
    public void An_empty_value_beside_a_file_is_none()
    {
        sources.Write(sources.Working, "secret", "file").Set("REDIS_PASSWORD_FILE", "secret").Set("REDIS_PASSWORD", "");
        Assert.That(sources.Settings().Site.Redis.Password, Is.EqualTo("file"));
    }

    [TestCase("missing", "does not exist")]
    [TestCase("empty", "is empty")]
    [TestCase("folder", "is a directory")]
    [TestCase("huge", "is larger than 65536 bytes")]
    [TestCase("missing/secret", "does not exist")]
    public void A_file_that_holds_no_secret_is_a_fault_with_the_setting_and_the_path(string name, string problem)
    {
        sources.Write(sources.Working, "empty", "\n").Write(sources.Working, "folder/file", "").Write(sources.Working, "huge", new('x', 70_000));
        var fault = sources.Set("SECRET_KEY_FILE", name).Fault(isDevelopment: false);
        Assert.That(fault.ToString(), Does.StartWith(
            $"SECRET_KEY (SECRET_KEY_FILE, environment variable): the file {Path.Combine(sources.Working, name)} {problem}"));
    }

    [Test]
    public void A_file_that_is_not_text_is_a_fault_that_shows_nothing_of_it()
    {
        File.WriteAllBytes(Path.Combine(sources.Working, "secret"), [.. "c4n4ry"u8, 0xFF]);
        Assert.That(sources.Set("REDIS_PASSWORD_FILE", "secret").Fault().ToString(), Does.Contain("is not UTF-8 text").And.Not.Contain(Canary));
    }

    [TestCase("utf-16")]
    [TestCase("utf-16BE")]
    [TestCase("utf-32")]
    public void No_file_of_settings_is_read_in_another_encoding_than_the_others(string encoding)
    {
        foreach (var (name, text) in new[] { ("secret", "secret"), (".env", "REDIS_DB=1"), ("config/settings.toml", "[default]") })
            File.WriteAllText(sources.Write(sources.Working, name, "").Working + $"/{name}", text, System.Text.Encoding.GetEncoding(encoding));

        var faults = sources.Set("REDIS_PASSWORD_FILE", "secret").Faults();
        Assert.That(faults.Select(fault => fault.Problem).ToArray(), Has.Length.EqualTo(3).And.All.Contains("is not UTF-8 text"));
    }
}
