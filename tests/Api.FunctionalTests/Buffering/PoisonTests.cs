using System.Net;
using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Buffering;

/// <summary>Writes that the main database refuses for good.</summary>
internal sealed class PoisonTests
{
    private TwoSiteStage stage = null!;
    private Site cologne = null!;
    private Site observatory = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        stage = await SharedStage.GetAsync();
        cologne = await Site.StartMainAsync(stage.Primary);
        observatory = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "poisoned"));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await cologne.DisposeAsync();
        await observatory.DisposeAsync();
    }

    [Test]
    public async Task A_start_of_an_unknown_unit_fails_with_the_databases_words_and_holds_back_its_finish_alone()
    {
        stage.OceanToMain.Cut();
        var id = Guid.CreateVersion7();
        var start = await observatory.StartAsync(801, id);
        Assert.That(start.Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(start.Json["warnings"]!.AsArray().Single()!.ToString(), Does.StartWith("obs_unit_id 801 is not known at this site"));
        var finish = await observatory.FinishAsync(id);
        Guid[] others = [await observatory.StartedAsync(), await observatory.StartedAsync(), await observatory.StartedAsync()];
        foreach (var other in others)
            Assert.That((await observatory.FinishAsync(other)).Status, Is.EqualTo(HttpStatusCode.OK));
        stage.OceanToMain.Restore();

        await StateAsync(finish.Transaction, "parked");
        var failed = await observatory.TransactionAsync(start.Transaction);
        Assert.That(failed.Text("state"), Is.EqualTo("failed"));
        Assert.That(failed.Text("last_error"), Does.Contain("23503").And.Contain("executed_obs_unit_obs_unit_id_fkey"));
        await observatory.WaitUntilReplicatedAsync();
        foreach (var other in others)
            Assert.That((await observatory.AskAsync($"/executed_obs_units/{other}")).SyncState, Is.EqualTo("replicated"));
        Assert.That(await Tables.CountAsync(stage.Primary, "executed_obs_unit", $"id = '{id}'"), Is.Zero);
        var read = await observatory.AskAsync($"/executed_obs_units/{id}");
        Assert.That(read.Json.Text("status"), Is.EqualTo("completed"), "what failed is still read where it was accepted");
    }

    [Test]
    public async Task Retried_after_its_unit_was_planned_it_is_applied_and_its_finish_after_it()
    {
        var (id, start, finish) = await PoisonAsync(802);
        await stage.Primary.ExecuteAsync("insert into obs_unit (id, name) values (802, 'planned late')");

        var retried = await observatory.SendAsync(HttpMethod.Post, $"/api/transactions/{start}/retry");
        Assert.That(retried.Json["ids"]!.AsArray().Select(each => each!.ToString()), Is.EqualTo(new[] { start, finish }));
        await StateAsync(start, "replicated");
        await StateAsync(finish, "replicated");
        Assert.That(await Tables.CountAsync(stage.Replica, "executed_obs_unit", $"id = '{id}' and status = 'completed'"), Is.EqualTo(1));
    }

    [Test]
    public async Task Discarded_with_a_reason_it_is_gone_and_its_finish_with_it()
    {
        var (id, start, finish) = await PoisonAsync(803);
        var answer = await observatory.SendAsync(
            HttpMethod.Post, $"/api/transactions/{start}/discard", new { reason = "a typing error" });
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK));

        var discarded = await observatory.TransactionAsync(start);
        Assert.That((discarded.Text("state"), discarded.Text("reason")), Is.EqualTo(("discarded", "a typing error")));
        Assert.That((await observatory.TransactionAsync(finish)).Text("state"), Is.EqualTo("discarded"));
        Assert.That((await observatory.AskAsync($"/executed_obs_units/{id}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("{}")]
    [TestCase("""{"reason": ""}""")]
    public async Task A_discard_needs_a_reason(string body)
    {
        var (_, start, _) = await PoisonAsync(804);
        var answer = await observatory.SendTextAsync(HttpMethod.Post, $"/api/transactions/{start}/discard", body);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.Fields, Is.EqualTo(new[] { "reason" }));
        Assert.That((await observatory.TransactionAsync(start)).Text("state"), Is.EqualTo("failed"));
    }

    [Test]
    public async Task A_main_site_refuses_a_start_of_an_unknown_unit_and_stores_nothing()
    {
        var id = Guid.CreateVersion7();
        var answer = await cologne.StartAsync(899, id);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(answer.Fields, Is.EqualTo(new[] { "obs_unit_id" }));
        Assert.That(await Tables.CountAsync(stage.Primary, "executed_obs_unit", $"id = '{id}'"), Is.Zero);
        Assert.That(await Tables.CountAsync(stage.Primary, "applied_transaction", $"'executed_obs_unit:{id}' = any(entities)"), Is.Zero);
    }

    [Test]
    public async Task A_main_site_refuses_a_file_of_an_unknown_execution()
    {
        var answer = await cologne.RegisterFileAsync(Guid.CreateVersion7());
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(answer.Fields, Is.EqualTo(new[] { "executed_obs_unit_id" }));
    }

    [Test]
    public async Task A_secondary_site_accepts_a_file_of_an_unknown_execution_with_a_warning()
    {
        var answer = await observatory.RegisterFileAsync(Guid.CreateVersion7());
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(answer.Json["warnings"]!.AsArray().Single()!.ToString(), Does.StartWith("executed_obs_unit_id "));
    }

    [Test]
    public async Task A_finish_of_an_unknown_execution_is_not_found_at_either_site([Values] bool atMain)
    {
        var answer = await (atMain ? cologne : observatory).FinishAsync(Guid.CreateVersion7());
        Assert.That((answer.Status, answer.Problem), Is.EqualTo((HttpStatusCode.NotFound, "not-found")));
    }

    private async Task<(Guid Id, string Start, string Finish)> PoisonAsync(int unknownUnit)
    {
        var id = Guid.CreateVersion7();
        stage.OceanToMain.Cut();
        var start = (await observatory.StartAsync(unknownUnit, id)).Transaction;
        var finish = (await observatory.FinishAsync(id)).Transaction;
        stage.OceanToMain.Restore();
        await StateAsync(finish, "parked");
        return (id, start, finish);
    }

    private Task StateAsync(string transaction, string state) => observatory.UntilAsync(
        $"/api/transactions/{transaction}", record => record.Text("state") == state, $"it should be {state}");
}
