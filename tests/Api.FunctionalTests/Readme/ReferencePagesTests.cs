using CcatOps.Api.Commands;
using CcatOps.Api.Reference;

namespace CcatOps.Api.FunctionalTests.Readme;

internal sealed class ReferencePagesTests
{
    private static IEnumerable<string> Names => ReferencePages.All.Select(page => page.Name);

    [TestCaseSource(nameof(Names))]
    public void The_page_says_what_the_service_obeys(string name)
    {
        var written = File.ReadAllText(Path.Combine(ReadmeFolder.Repository, "docs", "reference", name));
        Assert.That(written, Is.EqualTo(ReferencePages.All.Single(page => page.Name == name).Text), "Run ./run.sh docs to update it.");
    }

    [Test]
    public async Task The_command_writes_the_pages_and_finds_one_that_was_changed()
    {
        using var folder = new ReadmeFolder();
        Assert.That((await folder.RunAsync("./run.sh docs --check")).Code, Is.EqualTo(ExitCodes.Differs));
        Assert.That((await folder.RunAsync("./run.sh docs")).Code, Is.EqualTo(ExitCodes.Done));
        Assert.That((await folder.RunAsync("./run.sh docs --check")).Code, Is.EqualTo(ExitCodes.Done));

        var (code, output) = await folder.RunAsync("echo >> docs/reference/states.md; ./run.sh docs --check");
        Assert.That(code, Is.EqualTo(ExitCodes.Differs));
        Assert.That(output, Does.Contain("states.md").And.Not.Contain("routes.md"));
    }

    [Test]
    public async Task The_routes_are_printed_with_who_may_use_them()
    {
        using var folder = new ReadmeFolder();
        var (code, output) = await folder.RunAsync("./run.sh routes");
        Assert.That(code, Is.EqualTo(ExitCodes.Done), output);
        Assert.That(output, Does.Match(@"PUT +/executed_obs_units/\{\}/finish +`write:observations`"));
    }
}
