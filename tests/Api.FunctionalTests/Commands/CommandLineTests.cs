using CcatOps.Api.Commands;

namespace CcatOps.Api.FunctionalTests.Commands;

internal sealed class CommandLineTests
{
    [TestCase("", "serve")]
    [TestCase("--urls http://localhost:9000", "serve --urls http://localhost:9000")]
    [TestCase("--urls=http://localhost:9000", "serve --urls=http://localhost:9000")]
    [TestCase("--environment Development", "serve --environment Development")]
    [TestCase("--Logging:LogLevel:Default Debug", "serve --Logging:LogLevel:Default Debug")]
    [TestCase("--check-config", "check text")]
    [TestCase("--check-config --output json", "check json")]
    [TestCase("--environment Development --check-config", "check text --environment Development")]
    [TestCase("--migrate", "migrate")]
    [TestCase("--partition", "partition")]
    [TestCase("token create --role admin --name night", "token create")]
    [TestCase("token create --name night --scopes read:observations write:observations --expires-in 90d --output json", "token create")]
    [TestCase("token emergency --hours 12 --reason cut", "token emergency")]
    [TestCase("token list --environment Development", "token list --environment Development")]
    [TestCase("token revoke ops_api_token_abcdefgh", "token revoke")]
    public async Task Each_option_does_its_own(string arguments, string done)
    {
        var (code, what) = await RunAsync(arguments);

        Assert.That(what, Is.EqualTo(done));
        Assert.That(code, Is.Zero);
    }

    [TestCase("--chek-config")]
    [TestCase("--nonsense 1")]
    [TestCase("--check-config --migrate")]
    [TestCase("--migrate --partition")]
    [TestCase("--check-config --output xml")]
    [TestCase("token create --role admin")]
    [TestCase("token create --name night --nonsense")]
    [TestCase("token emergency --hours 12")]
    [TestCase("token revoke")]
    public async Task What_is_not_known_starts_nothing(string arguments)
    {
        var (code, what) = await RunAsync(arguments);

        Assert.That(what, Is.Empty);
        Assert.That(code, Is.Not.Zero);
    }

    private static async Task<(int Code, string Done)> RunAsync(string arguments)
    {
        var done = "";
        var commandLine = new CommandLine
        {
            Serve = host => Task.FromResult(Note("serve", host)),
            Migrate = host => Task.FromResult(Note("migrate", host)),
            Partition = host => Task.FromResult(Note("partition", host)),
            Token = (host, command) => Task.FromResult(Note($"token {command.GetType().Name}".ToLowerInvariant(), host)),
            CheckConfig = (host, asJson) => Note(asJson ? "check json" : "check text", host),
        };
        var code = await commandLine.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return (code, done);

        int Note(string what, string[] host)
        {
            done = string.Join(' ', [what, .. host]);
            return 0;
        }
    }
}
