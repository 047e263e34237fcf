using CcatOps.Api.Commands;

namespace CcatOps.Api.FunctionalTests.Commands;

internal sealed class CommandLineTests
{
    [TestCase("", "serve")]
    [TestCase("--urls http://localhost:9000", "serve --urls http://localhost:9000")]
    [TestCase("--urls=http://localhost:9000", "serve --urls http://localhost:9000")]
    [TestCase("--environment Development", "serve --environment Development")]
    [TestCase("--Logging:LogLevel:Default Debug", "serve --Logging:LogLevel:Default Debug")]
    [TestCase("--check-config", "check text")]
    [TestCase("--check-config --output json", "check json")]
    [TestCase("--environment Development --check-config", "check text --environment Development")]
    [TestCase("--migrate", "migrate")]
    [TestCase("--partition", "partition")]
    [TestCase("serve --urls http://localhost:9000", "serve --urls http://localhost:9000")]
    [TestCase("migrate", "migrate")]
    [TestCase("partition", "partition")]
    [TestCase("config check", "verify")]
    [TestCase("config show", "check text")]
    [TestCase("config show --output json --environment Development", "check json --environment Development")]
    [TestCase("token create --role admin --name night", "token create")]
    [TestCase("token create --name night --scopes read:observations write:observations --expires-in 90d --output json", "token create")]
    [TestCase("token emergency --hours 12 --reason cut", "token emergency")]
    [TestCase("token list --environment Development", "token list --environment Development")]
    [TestCase("token revoke ops_api_token_abcdefgh", "token revoke")]
    [TestCase("user list --output json", "user list")]
    [TestCase("user disable mara --reason gone", "user disable")]
    [TestCase("user enable mara", "user enable")]
    [TestCase("user link mara --github-id 4711", "user link")]
    [TestCase("user give mara observer", "user give")]
    [TestCase("user take mara observer", "user take")]
    [TestCase("session list", "user sessions")]
    [TestCase("session close 5f0c6b1e", "user closesession")]
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
    [TestCase("config")]
    [TestCase("config check --output json")]
    [TestCase("--migrate serve")]
    [TestCase("token")]
    [TestCase("token lst")]
    [TestCase("token list all")]
    [TestCase("user")]
    [TestCase("user link mara")]
    [TestCase("user give mara")]
    [TestCase("user disable")]
    [TestCase("session close")]
    [TestCase("two-site")]
    [TestCase("SITE_TYPE=secondary")]
    [TestCase("-urls http://localhost:9000")]
    [TestCase("--urls")]
    [TestCase("--url http://localhost:9000")]
    [TestCase("--Loging:LogLevel:Default Debug")]
    [TestCase("--output json")]
    [TestCase("--migrate token list")]
    [TestCase("-- serve")]
    [TestCase("[suggest] tok")]
    public async Task What_is_not_known_starts_nothing_and_ends_with_64(string arguments)
    {
        var (code, what) = await RunAsync(arguments);

        Assert.That(what, Is.Empty);
        Assert.That(code, Is.EqualTo(64));
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
            User = (host, command) => Task.FromResult(Note($"user {command.GetType().Name}".ToLowerInvariant(), host)),
            VerifyConfig = host => Note("verify", host),
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
