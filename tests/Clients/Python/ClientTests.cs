using System.Diagnostics;
using CcatOps.Clients.Recorders;
using CcatOps.Clients.Stage;

namespace CcatOps.Clients.Python;

internal sealed class ClientTests
{
    private Site site = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => site = await Site.StartEmbeddedAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task A_site_that_limits_requests_is_given_the_time_it_asks_for()
    {
        await using var limited = await Site.StartEmbeddedAsync(("RATE_LIMIT_REQUESTS", "5"));
        var started = Stopwatch.GetTimestamp();

        await Interpreter.RunAsync(
            """
            import ccatops
            with ccatops.Client.from_environment() as client:
                for number in range(15):
                    client.start(1)
            """,
            limited.ClientEnvironment);

        Assert.That(await limited.CountExecutionsAsync(), Is.EqualTo(15));
        Assert.That(Stopwatch.GetElapsedTime(started), Is.GreaterThan(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task More_files_than_the_service_takes_at_once_are_registered_in_parts()
    {
        var printed = await Interpreter.RunAsync(
            """
            import ccatops
            with ccatops.Client.from_environment() as client:
                started = client.start(1)
                files = [ccatops.RawFile(started.id, f"r01d1_{n:05}.g3") for n in range(10_001)]
                first, again = client.register_many(files), client.register_many(files)
                print([len(part.record["ids"]) for part in first], [part.is_repetition for part in first + again], sum(1 for _ in client.files(limit=500)))
            """,
            site.ClientEnvironment);

        Assert.That(printed, Is.EqualTo("[10000, 1] [False, False, True, True] 10001"));
    }

    [TestCase("pass", "completed")]
    [TestCase("raise ValueError('broken')", "failed")]
    [TestCase("raise KeyboardInterrupt", "aborted")]
    [TestCase("execution.finish('aborted')", "aborted")]
    public async Task A_block_ends_its_execution(string block, string status)
    {
        var printed = await Interpreter.RunAsync(
            $"""
            import ccatops
            with ccatops.Client.from_environment() as client:
                try:
                    with client.execution(1) as execution:
                        {block}
                except (ValueError, KeyboardInterrupt):
                    pass
                print(client.get("/executed_obs_units/" + execution.id)["status"])
            """,
            site.ClientEnvironment);

        Assert.That(printed, Is.EqualTo(status));
    }

    [Test]
    public async Task An_exception_of_the_block_is_not_hidden_by_a_site_that_is_down()
    {
        var printed = await Interpreter.RunAsync(
            """
            import logging, ccatops
            logging.disable()
            client = ccatops.Client.from_environment(patience=0.2)
            try:
                with client.execution(1) as execution:
                    client._http._port = 9
                    client._http.close()
                    raise ValueError("broken")
            except ValueError as error:
                print(error)
            """,
            site.ClientEnvironment);

        Assert.That(printed, Is.EqualTo("broken"));
    }

    [Test]
    public async Task Waiting_for_a_transaction_that_main_refuses_says_why()
    {
        var printed = await Interpreter.RunAsync(
            """
            import ccatops
            with ccatops.Client.from_environment() as client:
                written = client.start(999_999)
                try:
                    client.wait_until(written, "committed", timeout=30)
                except ccatops.NotReached as error:
                    print(len(written.warnings), error.state, "obs_unit" in str(error))
            """,
            site.ClientEnvironment);

        Assert.That(printed, Is.EqualTo("1 failed True"));
    }

    [Test]
    public async Task The_token_is_in_no_representation_and_no_error()
    {
        var printed = await Interpreter.RunAsync(
            """
            import logging, ccatops
            logging.basicConfig(level=logging.DEBUG)
            client = ccatops.Client("http://127.0.0.1:9", "ops_api_token_secret", patience=0)
            print(client)
            try:
                client.start(1)
            except ccatops.Unavailable as error:
                print(repr(error), repr(error.__cause__))
            """);

        Assert.That(printed, Does.Contain("http://127.0.0.1:9 is unavailable after 1 attempts"));
        Assert.That(printed, Does.Not.Contain("secret"));
    }
}
