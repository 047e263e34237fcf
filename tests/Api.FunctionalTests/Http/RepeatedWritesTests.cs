using System.Net;
using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;

namespace CcatOps.Api.FunctionalTests.Http;

[TestFixture(true)]
[TestFixture(false)]
internal sealed class RepeatedWritesTests(bool atMain)
{
    private const string Start = "/executed_obs_units/start";

    private Site Site => atMain ? SharedSites.Cologne : SharedSites.Observatory;

    [Test]
    public async Task One_key_and_one_body_get_the_first_answer_again()
    {
        var key = NewKey();
        var first = await SendAsync(key, new { obs_unit_id = 1 });
        var again = await SendAsync(key, new { obs_unit_id = 1 });
        Assert.That(first.Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That((again.Status, again.Text), Is.EqualTo((first.Status, first.Text)));
    }

    [Test]
    public async Task One_key_with_another_body_is_refused_and_stores_nothing()
    {
        var key = NewKey();
        await SendAsync(key, new { obs_unit_id = 1 });
        var other = Guid.CreateVersion7();
        var answer = await SendAsync(key, new { obs_unit_id = 1, id = other });
        Assert.That((answer.Status, answer.Problem), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "idempotency-mismatch")));
        Assert.That((await Site.AskAsync($"/executed_obs_units/{other}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    /// <summary>At a telescope the one write is buffered and the other goes straight to main.</summary>
    [Test]
    public async Task One_key_is_not_taken_for_a_write_of_another_kind()
    {
        var key = NewKey();
        await SendAsync(key, new { obs_unit_id = 1 });
        var answer = await Site.SendAsync(HttpMethod.Post, "/obs_unit", new { name = "another" }, key);
        Assert.That((answer.Status, answer.Problem), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "idempotency-mismatch")), answer.Text);
    }

    [Test]
    public async Task A_hundred_at_once_under_one_key_take_effect_once_and_get_one_answer()
    {
        var key = NewKey();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => SendAsync(key, new { obs_unit_id = 1, comment = key.Value })));
        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.Created));
        Assert.That(answers.Select(answer => answer.Text).Distinct().Count(), Is.EqualTo(1));
        if (atMain)
            Assert.That(await Tables.CountAsync(SharedSites.Stage.Primary, "executed_obs_unit", $"comment = '{key.Value}'"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_hundred_at_once_with_one_id_take_effect_once_and_get_one_answer()
    {
        var id = Guid.CreateVersion7();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Site.StartAsync(id: id)));
        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.Created));
        Assert.That(answers.Select(answer => answer.Text).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task One_id_with_other_values_is_a_conflict()
    {
        var id = Guid.CreateVersion7();
        await Site.StartAsync(1, id);
        var answer = await Site.StartAsync(2, id);
        Assert.That((answer.Status, answer.Problem), Is.EqualTo((HttpStatusCode.Conflict, "conflict")));
    }

    [Test]
    public async Task A_finish_sent_again_gets_the_same_record_and_with_other_values_a_conflict()
    {
        var execution = await Site.StartedAsync();
        var path = $"/executed_obs_units/{execution}/finish";
        var body = new { status = "completed", end_time = DateTimeOffset.Parse("2099-01-01T00:00:00Z", null) };
        var first = await Site.SendAsync(HttpMethod.Put, path, body);
        var again = await Site.SendAsync(HttpMethod.Put, path, body);
        Assert.That((again.Status, again.Json.Text("end_time")), Is.EqualTo((HttpStatusCode.OK, first.Json.Text("end_time"))));
        var other = await Site.SendAsync(HttpMethod.Put, path, new { status = "aborted" });
        Assert.That(other.Status, Is.EqualTo(HttpStatusCode.Conflict));
    }

    [Test]
    public async Task A_finish_repeated_under_its_key_gets_the_first_answer_again()
    {
        var execution = await Site.StartedAsync();
        var key = NewKey();
        var answers = new List<Answer>();
        for (var time = 0; time < 2; time++)
            answers.Add(await Site.SendAsync(HttpMethod.Put, $"/executed_obs_units/{execution}/finish", new { status = "completed" }, key));
        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(answers[1].Text, Is.EqualTo(answers[0].Text));
    }

    [TestCase("has space")]
    public async Task A_key_that_cannot_be_kept_is_refused(string key)
    {
        var answer = await SendAsync(("Idempotency-Key", key), new { obs_unit_id = 1 });
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.Fields, Is.EqualTo(new[] { "Idempotency-Key" }));
    }

    private static (string Name, string Value) NewKey() => ("Idempotency-Key", Guid.NewGuid().ToString());

    private Task<Answer> SendAsync((string Name, string Value) key, object body) => Site.SendAsync(HttpMethod.Post, Start, body, key);
}
