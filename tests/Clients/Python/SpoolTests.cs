using CcatOps.Clients.Recorders;
using CcatOps.Clients.Stage;
using CcatOps.TestBed.Processes;

namespace CcatOps.Clients.Python;

internal sealed class SpoolTests
{
    private DirectoryInfo folder = null!;

    private string Spool => Path.Combine(folder.FullName, "spool");

    private (string, string) InFolder => ("SPOOL", Spool);

    [SetUp]
    public void CreateFolder() => folder = Directory.CreateTempSubdirectory("ccat-ops-spool-");

    [TearDown]
    public void DeleteFolder() => folder.Delete(recursive: true);

    [Test]
    public async Task What_the_service_refuses_is_kept_with_its_problem_and_the_next_is_delivered()
    {
        await using var site = await Site.StartEmbeddedAsync();
        await Interpreter.RunAsync(
            """
            import os, ccatops
            client = ccatops.Client("http://127.0.0.1:9", "token", spool=os.environ["SPOOL"], spool_after=0)
            started = client.start(1)
            client.finish(started.id, "completed")
            client.finish(started.id, "failed")
            client.start(2)
            """,
            InFolder);

        await using var flush = await ChildProcess.StartAsync(Interpreter.CommandOf(Interpreter.ClientFile, "flush", Spool).With(site.ClientEnvironment));
        Assert.That(await flush.Exit, Is.EqualTo(8), flush.Output);
        await using var list = await ChildProcess.StartAsync(Interpreter.CommandOf(Interpreter.ClientFile, "list", Spool));
        Assert.That(await list.Exit, Is.EqualTo(8), list.Output);
        Assert.That(flush.Output, Does.Contain("3 delivered, 0 waiting, 1 refused"));
        Assert.That(list.Output, Does.Contain("\"type\": \"/problems/conflict\"").And.Contain("\"state\": \"refused\""));
        Assert.That(await site.CountExecutionsAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task A_token_that_is_not_valid_refuses_nothing()
    {
        await using var site = await Site.StartEmbeddedAsync();
        await SpoolStartsAsync(3);

        await using var flush = await ChildProcess.StartAsync(Interpreter.CommandOf(Interpreter.ClientFile, "flush", Spool)
            .With(("CCATOPS_URL", $"{site.Address}"), ("CCATOPS_TOKEN", "ops_api_token_that_is_not_valid")));
        Assert.That(await flush.Exit, Is.EqualTo(77), flush.Output);

        Assert.That(await ChildProcess.RunAsync(Interpreter.CommandOf(Interpreter.ClientFile, "flush", Spool).With(site.ClientEnvironment)),
            Is.EqualTo("3 delivered, 0 waiting, 0 refused"));
    }

    [Test]
    public async Task Processes_that_share_a_spool_lose_and_double_nothing()
    {
        await using var site = await Site.StartEmbeddedAsync(("TRANSACTION_BUFFER_SIZE", "10000"));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SpoolStartsAsync(50)));

        var flush = Interpreter.CommandOf(Interpreter.ClientFile, "flush", Spool).With(site.ClientEnvironment);
        var printed = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            await using var process = await ChildProcess.StartAsync(flush);
            Assert.That(await process.Exit, Is.AnyOf(0, 7), process.Output);
            return process.Output;
        }));
        await ChildProcess.RunAsync(flush);

        Assert.That(printed, Has.Some.Contains("200 delivered"));
        Assert.That(await site.CountExecutionsAsync(), Is.EqualTo(200));
        Assert.That(await site.WritesAsync(), Has.Count.EqualTo(200));
    }

    [Test]
    public async Task The_rest_of_a_line_that_a_killed_process_left_is_cut_off()
    {
        await SpoolStartsAsync(2);
        await File.AppendAllTextAsync(Path.Combine(Spool, "queue"), "0badcafe {\"method\": \"PO");
        await SpoolStartsAsync(2);

        Assert.That(await WaitingAsync(), Is.EqualTo(4));
    }

    [Test]
    public async Task A_write_follows_what_is_spooled_before_it()
    {
        await using var site = await Site.StartEmbeddedAsync();
        await SpoolStartsAsync(2);

        await Interpreter.RunAsync(
            """
            import os, ccatops
            with ccatops.Client.from_environment(spool=os.environ["SPOOL"]) as client:
                assert client.finish(client.start(3).id).state != "spooled"
            """,
            [InFolder, .. site.ClientEnvironment]);

        Assert.That((await site.WritesAsync()).Select(write => write.Operation), Is.EqualTo(
            new[] { "start_observation", "start_observation", "start_observation", "finish_observation" }));
        Assert.That(await WaitingAsync(), Is.Zero);
    }

    private Task SpoolStartsAsync(int count) => Interpreter.RunAsync(
        $"""
        import os, ccatops
        client = ccatops.Client("http://127.0.0.1:9", "token", spool=os.environ["SPOOL"], spool_after=0)
        for number in range({count}):
            assert client.start(1).state == "spooled"
        """,
        InFolder);

    private async Task<int> WaitingAsync() =>
        int.Parse(await Interpreter.RunAsync("import os, ccatops; print(len(ccatops.Spool(os.environ['SPOOL']).waiting()))", InFolder));
}
