using CcatOps.Clients.Recorders;
using CcatOps.Clients.Stage;
using CcatOps.TestBed.Processes;

namespace CcatOps.Clients.Cpp;

internal sealed class HeaderTests
{
    private Site site = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => site = await Site.StartEmbeddedAsync(("TRANSACTION_BUFFER_SIZE", "10000"));

    [OneTimeTearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [TestCase("g++")]
    [TestCase("clang++")]
    public Task The_header_has_no_warnings(string compiler) => Compiler.CompileAsync(compiler, ["-fsyntax-only", Interpreter.ProgramOf("checks.cpp")]);

    [Test]
    public async Task The_header_may_be_included_in_two_sources_of_a_program()
    {
        var other = Compiler.NewSource("other.cpp", "#include \"ccatops.hpp\"\nstd::string other() { return ccatops::new_id(); }\n");
        var main = Compiler.NewSource(
            "two.cpp",
            "#include \"ccatops.hpp\"\nstd::string other();\nint main() { const auto first = other(); return first < ccatops::new_id() ? 0 : 1; }\n");

        await ChildProcess.RunAsync(new(await Compiler.SanitizedAsync(main, other)));
    }

    [Test]
    public async Task The_example_of_the_page_works_as_it_is_printed()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Compiler.ClientFolder, "README.md"));
        var example = page.Split("```cpp\n")[1].Split("```")[0];
        var program = await Compiler.SanitizedAsync(Compiler.NewSource("example.cpp", example));

        var printed = await ChildProcess.RunAsync(new ChildCommand(program) { WorkingDirectory = Path.GetDirectoryName(program) }.With(site.ClientEnvironment));

        Assert.That(printed, Is.EqualTo("completed, replicated"));
    }

    [TestCase("block", "completed failed aborted")]
    [TestCase("pages", "3 items on pages of 2")]
    [TestCase("many", "10000 1 again 10000 1")]
    [TestCase("conflict", "conflict 409")]
    [TestCase("refused", "3 delivered, 1 refused, 0 waiting")]
    [TestCase("failed", "failed")]
    [TestCase("json", "as it was")]
    [TestCase("time", "2023-03-28T02:38:42.250000Z 1969-12-31T23:59:59.500000Z")]
    public async Task The_client_does_as_the_one_of_Python(string check, string expected)
    {
        var folder = Directory.CreateTempSubdirectory("ccat-ops-cpp-spool-");
        try
        {
            var program = new ChildCommand(await Compiler.ProgramAsync("checks.cpp"), check, Path.Combine(folder.FullName, "spool"));
            Assert.That(await ChildProcess.RunAsync(program.With(site.ClientEnvironment)), Is.EqualTo(expected));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task A_spool_that_Python_has_filled_is_delivered()
    {
        var folder = Directory.CreateTempSubdirectory("ccat-ops-cpp-spool-");
        try
        {
            var spool = Path.Combine(folder.FullName, "spool");
            await Interpreter.RunAsync(
                """
                import os, ccatops
                client = ccatops.Client("http://127.0.0.1:9", "token", spool=os.environ["SPOOL"], spool_after=0)
                client.finish(client.start(1, comment="pwv: 0.4 mm, \"clear\" – Atacama \U0001F52D").id)
                """,
                ("SPOOL", spool));

            var program = new ChildCommand(await Compiler.ProgramAsync("checks.cpp"), "flush", spool);
            Assert.That(await ChildProcess.RunAsync(program.With(site.ClientEnvironment)), Is.EqualTo("2 delivered, 0 refused, 0 waiting"));
            var newest = (await site.GetAsync("/executed_obs_units?limit=1"))["items"]![0]!;
            Assert.That(newest["comment"]!.GetValue<string>(), Is.EqualTo("pwv: 0.4 mm, \"clear\" – Atacama \U0001F52D"));
            Assert.That(newest["status"]!.GetValue<string>(), Is.EqualTo("completed"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
