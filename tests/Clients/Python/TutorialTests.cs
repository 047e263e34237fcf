using CcatOps.Clients.Recorders;
using CcatOps.Clients.Stage;
using CcatOps.TestBed;
using CcatOps.TestBed.Processes;

namespace CcatOps.Clients.Python;

internal sealed class TutorialTests
{
    private static readonly (string, string)[] NoSite = [("CCATOPS_URL", "http://127.0.0.1:9")];

    private DirectoryInfo folder = null!;

    [SetUp]
    public void CreateFolder() => folder = Directory.CreateTempSubdirectory("ccat-ops-tutorial-");

    [TearDown]
    public void DeleteFolder() => folder.Delete(recursive: true);

    [Test]
    public async Task The_first_night_goes_as_the_page_says()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "first-night.md"));
        var scripts = page.Split("```python\n")[1..].Select(block => block.Split("```")[0]).ToArray();
        foreach (var (name, script) in new[] { "night.py", "proof.py" }.Zip(scripts))
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), script);
        await using var stage = await PlannedStage.StartAsync(ServiceProgram.Path);
        await using var site = await Site.StartTelescopeAsync(stage, "tutorial");

        Assert.That(await RunAsync(site.ClientEnvironment, "night.py", "cas08700.fts"), Is.EqualTo("cas08700.fts buffered"));
        stage.CutLink();
        Assert.That(await RunAsync(site.ClientEnvironment, "night.py", "cas08701.fts"), Is.EqualTo("cas08701.fts buffered"));
        Assert.That(await RunAsync([.. site.ClientEnvironment, .. NoSite], "night.py", "cas08702.fts"), Does.EndWith("cas08702.fts spooled"));
        Assert.That(await RunAsync(site.ClientEnvironment, Interpreter.ClientFile, "flush", "spool"), Is.EqualTo("3 delivered, 0 waiting, 0 refused"));
        stage.RestoreLink();

        var proof = (await RunAsync(site.ClientEnvironment, "proof.py")).Split('\n');
        Assert.That(proof[..3], Is.EqualTo(new[] { "cas08702.fts replicated", "cas08701.fts replicated", "cas08700.fts replicated" }));
    }

    private Task<string> RunAsync((string, string)[] environment, params string[] arguments) =>
        ChildProcess.RunAsync(Interpreter.CommandOf(arguments).With(environment) with { WorkingDirectory = folder.FullName });
}
