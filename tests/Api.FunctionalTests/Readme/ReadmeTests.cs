using System.Diagnostics;
using CcatOps.Api.FunctionalTests.Embedded;

namespace CcatOps.Api.FunctionalTests.Readme;

/// <summary>The first walk of the README, line by line as it is printed there.</summary>
internal sealed class ReadmeTests
{
    private const string Heading = "## A first write and read";

    /// <summary>Where the visitor puts what the first start prints.</summary>
    private const string TokenPlace = "ops_api_token_...";

    [Test]
    public async Task The_first_walk_works_as_printed()
    {
        await using var service = await EmbeddedService.StartAsync();
        var (code, output) = await RunAsync(Script()
            .Replace("http://localhost:8000", service.Address, StringComparison.Ordinal)
            .Replace(TokenPlace, await EmbeddedService.TokenAsync(service), StringComparison.Ordinal));
        await service.WaitUntilReplicatedAsync();

        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Contain("\"state\":\"buffered\""));
        Assert.That(output.TrimEnd().Split('\n')[^1], Does.Contain("\"state\":\"replicated\""), output);
    }

    private static string Script()
    {
        var section = File.ReadAllText(Path.Combine(RepositoryRoot(), "README.md")).Split(Heading)[1].Split("\n## ")[0];
        var blocks = section.Split("```sh\n").Skip(1).Select(block => block.Split("```")[0]).ToArray();
        Assert.That(blocks, Is.Not.Empty);
        Assert.That(blocks[0], Does.Contain(TokenPlace));
        return string.Concat(blocks);
    }

    /// <summary>An error status is a failure here, which curl must be told without touching its lines.</summary>
    private static async Task<(int Code, string Output)> RunAsync(string script)
    {
        var home = Directory.CreateTempSubdirectory("ccatops-readme-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(home.FullName, ".curlrc"), "fail-with-body\nwrite-out = \"\\n\"\n");
            await File.WriteAllTextAsync(Path.Combine(home.FullName, "walk.sh"), script);
            using var bash = Process.Start(new ProcessStartInfo("bash", ["-euc", "exec 2>&1; . ./walk.sh"])
            {
                WorkingDirectory = home.FullName,
                RedirectStandardOutput = true,
                Environment = { ["CURL_HOME"] = home.FullName },
            })!;
            var output = await bash.StandardOutput.ReadToEndAsync();
            await bash.WaitForExitAsync();
            return (bash.ExitCode, output);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "CcatOps.sln")))
            directory = directory.Parent;
        return directory.FullName;
    }
}
