using System.Text.RegularExpressions;
using CcatOps.Api.FunctionalTests.Embedded;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Readme;

/// <summary>Types the commands of a visitor, line by line as the README prints them.</summary>
internal sealed class ReadmeTests
{

    /// <summary>The file in which the visitor stores the output of the first start.</summary>
    private const string TokenPlace = "ops_api_token_...";

    [Test]
    public async Task The_first_walk_works_as_printed()
    {
        await using var service = await EmbeddedService.StartAsync();
        using var folder = new ReadmeFolder();
        var (code, output) = await folder.RunAsync(Script()
            .Replace("http://localhost:8000", service.Address, StringComparison.Ordinal)
            .Replace(TokenPlace, await EmbeddedService.TokenAsync(service), StringComparison.Ordinal));
        await service.WaitUntilReplicatedAsync();

        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Contain("\"state\":\"buffered\""));
        // The two writes and the record of the pause; the token's use may be a fourth.
        Assert.That(output, Does.Match("\"depth\":[34],"));
        Assert.That(output, Does.Match("\"state\":\"replicated\",\"operation\":\"finish_observation\""));
        Assert.That(output.TrimEnd().Split('\n')[^1], Does.Contain("\"state\":\"replicated\""), output);
    }

    [Test]
    public async Task The_section_on_postgresql_works_as_printed()
    {
        await using var postgres = await PostgresServer.CreateAsync();
        await using var redis = await RedisServer.CreateAsync();
        await postgres.DropAllAsync();
        using var folder = new ReadmeFolder();
        var (address, section) = ($"http://127.0.0.1:{FreePort.Next()}", Page("docs/how-to/run-with-postgresql-and-redis.md"));
        folder.Set(
            ("PGHOST", "127.0.0.1"), ("PGPORT", $"{postgres.Port}"), ("MAIN_DB_PORT", $"{postgres.Port}"), ("LOCAL_DB_PORT", $"{postgres.Port}"),
            ("REDIS_PORT", $"{redis.Port}"), ("ASPNETCORE_URLS", address));
        var lines = Blocks(section).Single().TrimEnd().Split('\n');
        var (preparing, starting) = (lines[..^1], lines[^1]);

        var (code, prepared) = await folder.RunAsync(string.Join('\n', preparing));
        Assert.That(code, Is.Zero, prepared);
        var token = Regex.Match(prepared, "ops_api_token_[A-Za-z0-9_-]+").Value;
        Assert.That(prepared, Does.Contain($"127.0.0.1:{postgres.Port}").Or.Contain($"localhost:{postgres.Port}"), "a command names the database that it changes");

        var planning = Regex.Match(section, "`(curl [^`]+)`").Groups[1].Value;
        var walk = Script().Replace(TokenPlace, token, StringComparison.Ordinal);
        var (auth, rest) = (walk[..walk.IndexOf('\n', StringComparison.Ordinal)], walk[walk.IndexOf('\n', StringComparison.Ordinal)..]);
        var (walked, output) = await folder.RunAsync(
            $$"""
            {{starting}} &
            trap "kill $!" EXIT
            until curl -s -o /dev/null {{address}}/health/ready; do kill -0 $!; sleep 0.2; done
            {{auth}}
            {{planning}}
            {{rest}}
            """.Replace("http://localhost:8000", address, StringComparison.Ordinal));

        Assert.That(walked, Is.Zero, output);
        Assert.That(output, Does.Contain("\"state\":\"buffered\""));
        Assert.That(output, Does.Match("\"state\":\"replicated\",\"operation\":\"finish_observation\""));
    }

    private static string Script()
    {
        var blocks = Blocks(Section("## A first write and read")).Concat(Blocks(Section("## An outage"))).ToArray();
        Assert.That(blocks, Is.Not.Empty);
        Assert.That(blocks[0], Does.Contain(TokenPlace));
        return string.Concat(blocks);
    }

    private static string Section(string heading) =>
        Page("README.md").Split(heading)[1].Split("\n## ")[0];

    private static string Page(string path) => File.ReadAllText(Path.Combine(ReadmeFolder.Repository, path));

    private static string[] Blocks(string section) => [.. section.Split("```sh\n").Skip(1).Select(block => block.Split("```")[0])];
}
