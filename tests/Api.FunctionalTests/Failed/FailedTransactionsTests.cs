using System.Net;
using System.Text.Json.Nodes;
using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Failed;

/// <summary>Covers an operator's work with writes that the main database has refused. Each test has poison of its own.</summary>
internal sealed class FailedTransactionsTests
{
    private TwoSiteStage stage = null!;
    private Site observatory = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        stage = await SharedStage.GetAsync();
        observatory = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "mending"));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await observatory.DisposeAsync();

    [Test]
    public async Task The_list_and_the_record_show_the_error_the_values_and_every_attempt()
    {
        var (_, start, finish) = await PoisonAsync(901);
        var listed = (await observatory.GetAsync("/api/transactions?state=failed&limit=1000"))["items"]!.AsArray()
            .Single(each => each.Text("id") == start);

        foreach (var record in new[] { listed!, await observatory.TransactionAsync(start) })
        {
            Assert.That(record.Text("error", "sql_state"), Is.EqualTo("23503"));
            Assert.That(record.Text("error", "detail"), Does.Contain("(obs_unit_id)=(901)"));
            Assert.That(record.Text("error", "constraint"), Is.EqualTo("executed_obs_unit_obs_unit_id_fkey"));
            Assert.That(record["changes"]![0].Text("values", "obs_unit_id"), Is.EqualTo("901"));
            Assert.That(record["history"]!.AsArray(), Has.Count.EqualTo(1));
        }

        Assert.That((await observatory.TransactionAsync(finish)).Text("waits_for"), Does.Contain(start).And.Contain(", since 20"));
    }

    [Test]
    public async Task A_dry_run_tells_what_would_happen_and_another_count_is_refused()
    {
        var (_, start, finish) = await PoisonAsync(902);
        var (_, other, _) = await PoisonAsync(903);
        var before = await observatory.SendAsync(HttpMethod.Post, "/api/transactions/retry", new { ids = new[] { start, other }, dry_run = true });
        Assert.That((before.Status, before.Json.Text("count")), Is.EqualTo((HttpStatusCode.OK, "2")), before.ToString());
        Assert.That(Would(before.Json, start), Is.EqualTo("fail"));
        Assert.That(Would(before.Json, finish), Is.EqualTo("park"));

        await stage.Primary.ExecuteAsync("insert into obs_unit (id, name) values (902, 'planned late')");
        var after = await observatory.SendAsync(HttpMethod.Post, "/api/transactions/retry", new { ids = new[] { start, other }, dry_run = true });
        Assert.That(Would(after.Json, start), Is.EqualTo("apply"));
        Assert.That(Would(after.Json, finish), Is.EqualTo("apply"));
        Assert.That(Would(after.Json, other), Is.EqualTo("fail"));
        Assert.That((await observatory.TransactionAsync(start)).Text("state"), Is.EqualTo("failed"));

        var filter = new { entity = (await observatory.TransactionAsync(start))["entities"], sql_state = new[] { "23" } };
        var wrong = await observatory.SendAsync(HttpMethod.Post, "/api/transactions/retry", new { filter, expected_count = 2 });
        Assert.That((wrong.Status, wrong.Problem), Is.EqualTo((HttpStatusCode.Conflict, "conflict")));
        Assert.That((await observatory.TransactionAsync(start)).Text("state"), Is.EqualTo("failed"));

        var right = await observatory.SendAsync(HttpMethod.Post, "/api/transactions/retry", new { filter, expected_count = 1 });
        Assert.That(right.Json["ids"]!.AsArray().Select(id => $"{id}"), Is.EqualTo(new[] { start, finish }), right.ToString());
        await StateAsync(start, "replicated");
        await StateAsync(finish, "replicated");
    }

    [Test]
    public async Task Edited_it_is_applied_with_its_new_values_and_the_difference_stays_to_be_read()
    {
        var (id, start, finish) = await PoisonAsync(904);
        var refused = await EditAsync(start, 905);
        Assert.That((refused.Status, refused.Problem), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "write-refused")));
        Assert.That(refused.Json.Text("detail"), Does.Contain("(obs_unit_id)=(905)"));
        Assert.That((await observatory.TransactionAsync(start)).Text("state"), Is.EqualTo("failed"));

        await observatory.PostAsync("/api/buffer/pause", new { reason = "to look at the overlay" }, HttpStatusCode.OK);
        var edited = await EditAsync(start, 2);
        Assert.That(edited.Status, Is.EqualTo(HttpStatusCode.OK), edited.ToString());
        Assert.That((edited.Json["fields"]![0].Text("old"), edited.Json["fields"]![0].Text("new")), Is.EqualTo(("904", "2")));
        Assert.That((await observatory.GetAsync($"/executed_obs_units/{id}")).Text("obs_unit_id"), Is.EqualTo("2"));
        await observatory.PostAsync("/api/buffer/resume", new { reason = "seen" }, HttpStatusCode.OK);

        await StateAsync(start, "replicated");
        await StateAsync(finish, "replicated");
        Assert.That(await Tables.CountAsync(stage.Replica, "executed_obs_unit", $"id = '{id}' and obs_unit_id = 2 and status = 'completed'"), Is.EqualTo(1));
        var record = await observatory.TransactionAsync(start);
        Assert.That(record["edits"]![0].Text("reason"), Is.EqualTo("mistyped"));
        Assert.That(record["edits"]![0]!["fields"]![0].Text("old"), Is.EqualTo("904"));
    }

    [Test]
    public async Task An_edit_is_tried_against_main_without_effect()
    {
        var (_, start, finish) = await PoisonAsync(909);

        var wrong = await TryAsync(start, 910);
        Assert.That((wrong.Status, Would(wrong.Json, start)), Is.EqualTo((HttpStatusCode.OK, "fail")), wrong.ToString());
        Assert.That(wrong.Json["would"]![0].Text("error", "detail"), Does.Contain("(obs_unit_id)=(910)"));

        var right = await TryAsync(start, 2);
        Assert.That((Would(right.Json, start), Would(right.Json, finish)), Is.EqualTo(("apply", "apply")), right.ToString());
        Assert.That((right.Json["fields"]![0].Text("old"), right.Json["fields"]![0].Text("new")), Is.EqualTo(("909", "2")));
        Assert.That((await observatory.TransactionAsync(start)).Text("state"), Is.EqualTo("failed"));
        Assert.That(await Tables.CountAsync(stage.Primary, "applied_transaction", $"transaction_id = '{start}'"), Is.Zero);
    }

    [Test]
    public async Task They_are_found_by_principal_and_by_the_text_of_their_error()
    {
        var (_, start, _) = await PoisonAsync(911);

        Assert.That(await FoundAsync("error=(obs_unit_id)%3D(911)&principal=admin"), Is.EqualTo(new[] { start }));
        Assert.That(await FoundAsync("error=(OBS_UNIT_ID)%3D(911)"), Is.EqualTo(new[] { start }));
        Assert.That(await FoundAsync("error=(obs_unit_id)%3D(911)&principal=somebody"), Is.Empty);
        Assert.That(await FoundAsync("error=(obs_unit_id)%3D(911)&state=buffered"), Is.Empty);

        var filter = new { principal = new[] { "admin" }, error = "(obs_unit_id)=(911)" };
        var retried = await observatory.SendAsync(HttpMethod.Post, "/api/transactions/retry", new { filter, dry_run = true });
        Assert.That(retried.Json.Text("count"), Is.EqualTo("1"), retried.ToString());
    }

    [Test]
    public async Task What_cannot_be_edited_is_refused_by_name()
    {
        var (_, start, finish) = await PoisonAsync(906);
        var answer = await observatory.SendAsync(HttpMethod.Post, $"/api/transactions/{start}/edit", new
        {
            changes = new[] { new { change = 0, values = new { id = Guid.CreateVersion7(), colour = "red" } } },
            reason = "a test",
        });
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.ToString());
        Assert.That(answer.Fields, Is.EquivalentTo(new[] { "changes[0].values.id", "changes[0].values.colour" }));
        Assert.That(answer.Json.Text("detail"), Does.Contain("obs_unit_id, status, start_time"));
        Assert.That((await EditAsync(finish, 2)).Status, Is.EqualTo(HttpStatusCode.Conflict), "it is parked, not failed");
    }

    [Test]
    public async Task Discarded_by_filter_it_and_its_followers_are_gone()
    {
        var (_, start, finish) = await PoisonAsync(907);
        var filter = new { entity = (await observatory.TransactionAsync(start))["entities"] };
        var foreseen = await observatory.SendAsync(
            HttpMethod.Post, "/api/transactions/discard", new { filter, reason = "a test", dry_run = true });
        Assert.That(foreseen.Json["discarded"]!.AsArray().Select(id => $"{id}"), Is.EqualTo(new[] { start, finish }), foreseen.ToString());
        Assert.That((await observatory.TransactionAsync(start)).Text("state"), Is.EqualTo("failed"));

        var done = await observatory.SendAsync(
            HttpMethod.Post, "/api/transactions/discard", new { filter, reason = "a test", expected_count = 1 });
        Assert.That(done.Json["discarded"]!.AsArray().Select(id => $"{id}"), Is.EqualTo(new[] { start, finish }), done.ToString());
        Assert.That((await observatory.TransactionAsync(finish)).Text("state"), Is.EqualTo("discarded"));
    }

    [Test]
    public async Task Every_decision_is_in_the_audit_at_once_and_at_main_after_the_drain()
    {
        var (_, start, _) = await PoisonAsync(908);
        stage.OceanToMain.Cut();
        await observatory.PostAsync($"/api/transactions/{start}/discard", new { reason = "a typing error" }, HttpStatusCode.OK);
        var here = (await observatory.GetAsync($"/api/audit?transaction_id={start}&count=exact"));
        Assert.That(here.Text("count", "value"), Is.EqualTo("1"));
        var item = here["items"]![0]!;
        Assert.That(
            (item.Text("action"), item.Text("principal"), item.Text("reason"), item.Text("sync", "state") is "buffered" or "applying"),
            Is.EqualTo(("discard", "admin", "a typing error", true)));

        stage.OceanToMain.Restore();
        await StateAsync(item.Text("sync", "transaction_id")!, "replicated");
        Assert.That(
            await Tables.CountAsync(stage.Primary, "audit_event", $"about_transaction_id = '{start}' and action = 'discard' and site_name = 'mending'"),
            Is.EqualTo(1));
        Assert.That((await observatory.GetAsync($"/api/audit?action=discard&transaction_id={start}"))["items"]!.AsArray(), Has.Count.EqualTo(1));
        Assert.That((await observatory.GetAsync($"/api/audit?action=pause&transaction_id={start}"))["items"]!.AsArray(), Is.Empty);
    }

    private Task<Answer> TryAsync(string transaction, int obsUnit) => observatory.SendAsync(
        HttpMethod.Post,
        $"/api/transactions/{transaction}/edit?dry_run=true",
        new { changes = new[] { new { change = 0, values = new { obs_unit_id = obsUnit } } } });

    private async Task<IEnumerable<string?>> FoundAsync(string query) =>
        (await observatory.GetAsync($"/api/transactions?{query}"))["items"]!.AsArray().Select(item => item.Text("id"));

    private static string? Would(JsonObject answer, string id) =>
        answer["would"]!.AsArray().Single(each => each.Text("transaction_id") == id).Text("would");

    private Task<Answer> EditAsync(string transaction, int obsUnit) => observatory.SendAsync(
        HttpMethod.Post,
        $"/api/transactions/{transaction}/edit",
        new { changes = new[] { new { change = 0, values = new { obs_unit_id = obsUnit } } }, reason = "mistyped" });

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
