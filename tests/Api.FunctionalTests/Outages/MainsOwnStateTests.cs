using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Outages;

/// <summary>A main database that answers, and refuses everything for a reason that is its own.</summary>
internal sealed class MainsOwnStateTests
{
    private TwoSiteStage stage = null!;
    private Site observatory = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        stage = await SharedStage.GetAsync();
        observatory = await Site.StartSecondaryAsync(stage, ("SITE_NAME", "patient"), ("TRANSACTION_RETRY_DELAY", "0.1"));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await observatory.DisposeAsync();

    [TestCase("alter table executed_obs_unit rename to renamed", "alter table renamed rename to executed_obs_unit", "42P01")]
    [TestCase("alter table applied_transaction rename to renamed", "alter table renamed rename to applied_transaction", "42P01")]
    [TestCase(
        "alter table executed_obs_unit rename column start_time to renamed", "alter table executed_obs_unit rename column renamed to start_time", "42703")]
    [TestCase(
        "revoke insert on executed_obs_unit from ccat_ops_user", "grant insert on executed_obs_unit to ccat_ops_user", "42501")]
    [TestCase(
        "alter function require_epoch(text, bigint) rename to renamed", "alter function renamed(text, bigint) rename to require_epoch", "42883")]
    [TestCase(
        "create function fail() returns trigger language plpgsql as $$ begin raise exception 'index is corrupt' using errcode = 'XX002'; end $$; "
            + "create trigger fail before insert on executed_obs_unit for each row execute function fail()",
        "drop function fail() cascade", "XX002")]
    public async Task The_drain_waits_with_a_reason_and_no_write_uses_up_an_attempt_or_fails(string harm, string repair, string sqlState)
    {
        await observatory.StartedAsync();
        await observatory.WaitUntilReplicatedAsync();
        await stage.Primary.ExecuteAsync(harm);
        string[] transactions;
        try
        {
            transactions = [.. await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ => (await observatory.StartAsync()).Transaction))];
            var waiting = await observatory.UntilAsync(
                "/api/buffer", buffer => buffer.Text("drain", "reason")?.Contains(sqlState, StringComparison.Ordinal) == true, "the drain should say why");
            Assert.That(waiting.Text("drain", "state"), Is.EqualTo("waiting_for_main"), observatory.Process.Output);

            // Longer than it takes to use up all attempts.
            await observatory.TransactionAsync(transactions[0], "?wait=4");
            var health = await observatory.GetAsync("/health");
            Assert.That(health.Text("status"), Is.EqualTo("degraded"));
            Assert.That(health.Text("problems"), Does.Contain(sqlState));
            Assert.That(await observatory.Client.GetStringAsync("/metrics"), Does.Contain("ccatops_drain_waiting_for_main{cause=\"server_state\"} 1"));
            foreach (var transaction in transactions)
                await AssertUntouchedAsync(transaction, "buffered", "applying");
        }
        finally
        {
            await stage.Primary.ExecuteAsync(repair);
        }

        await observatory.WaitUntilReplicatedAsync(TimeSpan.FromSeconds(20));
        foreach (var transaction in transactions)
            await AssertUntouchedAsync(transaction, "replicated");
        Assert.That((await observatory.GetAsync("/health")).Text("status"), Is.EqualTo("healthy"));
    }

    /// <summary>A failure that looks like main's state at first is found to be that of one transaction: the others go on.</summary>
    [Test]
    public async Task What_is_refused_for_one_transaction_alone_holds_back_its_entity_and_health_names_it()
    {
        var refused = Guid.CreateVersion7();
        await stage.Primary.ExecuteAsync(
            $$"""
            create function fail() returns trigger language plpgsql as
            $body$ begin raise exception 'page is corrupt' using errcode = 'XX001'; end $body$;
            create trigger fail before insert on executed_obs_unit for each row when (new.id = '{{refused}}') execute function fail()
            """);
        string transaction;
        try
        {
            transaction = (await observatory.StartAsync(id: refused)).Transaction;
            var file = (await observatory.RegisterFileAsync(refused)).Transaction;
            var other = (await observatory.StartAsync()).Transaction;
            Assert.That((await observatory.TransactionAsync(other, "?wait=15")).Text("state"), Is.AnyOf("committed", "replicated"));
            var health = await observatory.GetAsync("/health");
            Assert.That(health.Text("problems"), Does.Contain(transaction).And.Contain("XX001"));
            Assert.That((await observatory.TransactionAsync(transaction)).Text("waits_for"), Does.Contain("XX001"));
            await AssertUntouchedAsync(file, "buffered", "applying");
        }
        finally
        {
            await stage.Primary.ExecuteAsync("drop function fail() cascade");
        }

        await observatory.WaitUntilReplicatedAsync(TimeSpan.FromSeconds(75));
        await AssertUntouchedAsync(transaction, "replicated");
    }

    [Test]
    public async Task A_direct_write_is_refused_until_later()
    {
        await stage.Primary.ExecuteAsync("alter table obs_unit rename to renamed");
        try
        {
            var answer = await observatory.SendAsync(HttpMethod.Post, "/obs_unit", new { name = "later" });
            Assert.That(
                (answer.Status, answer.Problem), Is.EqualTo((System.Net.HttpStatusCode.ServiceUnavailable, "main-database-unavailable")), answer.Text);
        }
        finally
        {
            await stage.Primary.ExecuteAsync("alter table renamed rename to obs_unit");
        }
    }

    private async Task AssertUntouchedAsync(string transaction, params string[] states)
    {
        var record = await observatory.TransactionAsync(transaction);
        Assert.That(record.Text("state"), Is.AnyOf(states), record.ToJsonString());
        Assert.That(Site.Number(record, "attempts"), Is.Zero);
    }
}
