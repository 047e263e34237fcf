using System.Net;
using CcatOps.Api.FunctionalTests.Stage;

namespace CcatOps.Api.FunctionalTests.Client;

internal sealed class TransactionCommandTests
{
    private Site site = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => site = await Site.StartSecondaryAsync(await SharedStage.GetAsync(), ("SITE_NAME", "tracked"));

    [OneTimeTearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task A_wait_ends_with_the_proof_of_arrival()
    {
        var transaction = await WriteAsync();

        var run = await Ccatops.AskAsync(site, "tx", "wait", transaction, "--until", "replicated", "--timeout", "1m", "--output", "csv");

        Assert.That(run.Code, Is.Zero, run.ToString());
        Assert.That(run.Lines[1], Does.StartWith($"{transaction},replicated,20"));
        Assert.That(run.Notes, Is.Empty, "no progress where nobody sees it");
    }

    [Test]
    public async Task A_wait_that_is_not_fulfilled_in_time_is_exit_code_7()
    {
        await using var paused = await Site.StartSecondaryAsync(await SharedStage.GetAsync(), ("SITE_NAME", "untimely"));
        await paused.PostAsync("/api/buffer/pause", new { reason = "a test" }, HttpStatusCode.OK);
        var transaction = (await paused.StartAsync()).Transaction;

        var run = await Ccatops.AskAsync(paused, "tx", "wait", transaction, "--timeout", "1s");

        Assert.That(run.Code, Is.EqualTo(7), run.ToString());
        Assert.That(run.Data, Does.Contain("buffered"));
    }

    [Test]
    public async Task A_wait_survives_a_restart_of_the_service()
    {
        await using var restarted = await Site.StartSecondaryAsync(await SharedStage.GetAsync(), ("SITE_NAME", "restarted"));
        await restarted.PostAsync("/api/buffer/pause", new { reason = "a test" }, HttpStatusCode.OK);
        var transaction = (await restarted.StartAsync()).Transaction;
        var wait = Ccatops.AskAsync(restarted, "tx", "wait", transaction, "--timeout", "2m");
        await restarted.Process.KillAsync();
        await restarted.StartAgainAsync();
        await restarted.PostAsync("/api/buffer/resume", new { reason = "done" }, HttpStatusCode.OK);

        var run = await wait;

        Assert.That(run.Code, Is.Zero, run.ToString());
    }

    [Test]
    public async Task Show_prints_the_way_of_a_transaction()
    {
        var transaction = await WriteAsync();
        await Ccatops.AskAsync(site, "tx", "wait", transaction, "--until", "replica");

        var run = await Ccatops.AskAsync(site, "tx", "show", transaction);

        Assert.That(run.Code, Is.Zero, run.ToString());
        Assert.That(run.Data, Does.StartWith($"transaction   {transaction}\nstate         replicated\noperation     start_observation\nprincipal     admin\n"));
        Assert.That(run.Data, Does.Match(@"\nreplicated    20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC"));
    }

    [Test]
    public async Task An_unknown_transaction_is_exit_code_4() =>
        Assert.That((await Ccatops.AskAsync(site, "tx", "show", $"{Guid.CreateVersion7()}")).Code, Is.EqualTo(4));

    [Test]
    public async Task A_list_says_that_there_are_more()
    {
        await WriteAsync();
        await WriteAsync();

        var run = await Ccatops.AskAsync(site, "tx", "list", "--operation", "start_observation", "--limit", "1", "--output", "csv");

        Assert.That(run.Code, Is.Zero, run.ToString());
        Assert.That(run.Lines, Has.Length.EqualTo(2));
        Assert.That(run.Lines[0], Is.EqualTo("id,state,accepted_at,operation,principal,entities"));
        Assert.That(run.Notes, Does.Contain("There are more than 1"));
    }

    [Test]
    public async Task A_list_goes_over_pages()
    {
        for (var i = 0; i < 3; i++)
            await WriteAsync();

        var run = await Ccatops.AskAsync(site, "tx", "list", "--since", "1h", "--limit", "1000", "--output", "json");

        Assert.That(run.Json["items"]!.AsArray(), Has.Count.AtLeast(3));
        Assert.That(run.Notes, Is.Empty);
    }

    private async Task<string> WriteAsync()
    {
        var answer = await site.StartAsync();
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created), answer.ToString());
        return answer.Transaction;
    }
}
