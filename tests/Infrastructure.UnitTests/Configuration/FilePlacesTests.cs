namespace CcatOps.Infrastructure.UnitTests.Configuration;

internal sealed class FilePlacesTests
{
    private SourceFiles sources = null!;

    [SetUp]
    public void MakeSources() => sources = new();

    [TearDown]
    public void RemoveSources() => sources.Dispose();

    [Test]
    public void Files_beside_the_binary_are_read_when_the_working_directory_has_none()
    {
        sources.Write(sources.Binary, ".env", "SITE_NAME=env").Write(sources.Binary, "config/settings.toml", "[default]\nredis_port = 7");

        var site = sources.Settings().Site;

        Assert.That((site.SiteName, site.Redis.Port), Is.EqualTo(("env", 7)));
    }

    [Test]
    public void Working_directory_comes_first_and_files_are_not_merged()
    {
        sources.Write(sources.Binary, ".env", "SITE_NAME=binary\nREDIS_PORT=7").DotEnv("SITE_NAME=working");

        var site = sources.Settings().Site;

        Assert.That((site.SiteName, site.Redis.Port), Is.EqualTo(("working", 6379)));
    }

    [TestCase(".env")]
    [TestCase("config/settings.toml")]
    public void Directory_in_the_place_of_a_file_is_a_fault(string path)
    {
        Directory.CreateDirectory(Path.Combine(sources.Working, path));

        Assert.That(sources.Fault().Problem, Is.EqualTo("the file is a directory"));
    }

    [TestCase(".env")]
    [TestCase("config/settings.toml")]
    public void File_that_is_not_utf8_is_a_fault(string path)
    {
        sources.Write(sources.Working, path, "");
        File.WriteAllBytes(Path.Combine(sources.Working, path), [0x53, 0xFF, 0xFE]);

        var fault = sources.Fault(isDevelopment: false);

        Assert.That((fault.Source, fault.Problem), Is.EqualTo((Path.Combine(sources.Working, path), "the file is not UTF-8 text")));
    }

    [Test]
    public void Shipped_file_gives_every_default()
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "config", "settings.toml");
        sources.Toml(File.ReadAllText(shipped));
        using var nothing = new SourceFiles();

        Assert.That(sources.Settings().ToString(), Is.EqualTo(nothing.Settings().ToString()));
        Assert.That(sources.Settings().Site, Is.EqualTo(nothing.Settings().Site));
    }
}
