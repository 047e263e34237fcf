using CcatOps.Clients.Recorders;
using CcatOps.Clients.Stage;
using CcatOps.TestBed.Processes;

namespace CcatOps.Clients.Python;

internal sealed class DocumentationTests
{
    private Site site = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => site = await Site.StartEmbeddedAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [TestCase("README.md")]
    [TestCase("ccatops.py")]
    public async Task The_examples_work_as_they_are_printed(string file)
    {
        var printed = await ChildProcess.RunAsync(
            Interpreter.CommandOf("-m", "doctest", "-v", Path.Combine(Interpreter.ClientFolder, file)).With(site.ClientEnvironment));

        Assert.That(printed, Does.Contain("Test passed."));
        Assert.That(printed, Does.Match("[1-9][0-9]* passed"));
    }

    [TestCase("ccatops.py")]
    [TestCase("wheel_backend.py")]
    public async Task The_types_are_complete_for_the_oldest_Python(string file)
    {
        var printed = await ChildProcess.RunAsync(new(
            "mypy", "--strict", "--python-version", "3.9", "--cache-dir=/dev/null", Path.Combine(Interpreter.ClientFolder, file)));

        Assert.That(printed, Does.StartWith("Success"));
    }

    [Test]
    public async Task The_client_is_one_file_of_the_standard_library()
    {
        var printed = await Interpreter.RunAsync(
            $"""
            import ast, pathlib, sys
            tree = ast.parse(pathlib.Path({Literal(Interpreter.ClientFile)}).read_text("utf-8"), feature_version=(3, 9))
            names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
            names += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
            print(sorted(name for name in names if name.split(".")[0] not in sys.stdlib_module_names), len(names) > 20)
            """);

        Assert.That(printed, Is.EqualTo("[] True"));
        Assert.That(File.ReadLines(Interpreter.ClientFile).Count(), Is.LessThan(900));
    }

    [Test]
    public async Task The_wheel_that_pip_builds_holds_the_client_and_its_command()
    {
        var folder = Directory.CreateTempSubdirectory("ccat-ops-wheel-");
        try
        {
            var printed = await Interpreter.RunAsync(
                $"""
                import importlib.metadata, sys, wheel_backend
                sys.path[:0] = [{Literal(folder.FullName)} + "/" + wheel_backend.build_wheel({Literal(folder.FullName)})]
                import ccatops
                found = importlib.metadata.distribution("ccatops")
                print(ccatops.__file__.split(".whl")[1], found.version == ccatops.__version__, [(e.name, e.load() is ccatops.main) for e in found.entry_points])
                """);

            Assert.That(printed, Is.EqualTo("/ccatops.py True [('ccatops-spool', True)]"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Literal(string path) => $"'{path}'";
}
