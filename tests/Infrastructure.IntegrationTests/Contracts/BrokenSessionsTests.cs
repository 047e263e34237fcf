using CcatOps.Application.Sessions;
using CcatOps.Domain.Sessions;
using NUnit.Framework.Internal;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>The contract is worth something only if it catches sessions that break it.</summary>
internal sealed class BrokenSessionsTests
{
    [Test]
    public async Task Sessions_that_forget_replaced_secrets_are_caught() => await FailsAsync(
        new()
        {
            RenewAsync = async (sound, id, secret, next) =>
                await HashAsync(sound, id) == secret ? await RenewAsync(sound, id, secret, next) : Renewal.Unknown,
        },
        contract => contract.A_replaced_secret_that_comes_back_closes_the_session("first"));

    [Test]
    public async Task Sessions_that_take_any_secret_are_caught() => await FailsAsync(
        new() { RenewAsync = async (sound, id, _, next) => await RenewAsync(sound, id, (await HashAsync(sound, id))!, next) },
        contract => contract.A_secret_that_never_was_changes_nothing());

    [Test]
    public async Task Sessions_that_cannot_be_closed_are_caught() =>
        await FailsAsync(new() { NeverCloses = true }, contract => contract.What_was_closed_is_not_found());

    [Test]
    public async Task Codes_that_hold_twice_are_caught() =>
        await FailsAsync(new() { KeepsCodes = true }, contract => contract.A_code_is_given_out_once());

    [Test]
    public async Task Logins_that_are_used_twice_are_caught() =>
        await FailsAsync(new() { UsesLoginsTwice = true }, contract => contract.A_login_is_used_once());

    private static async Task<string?> HashAsync(ISessions sound, string id) => (await sound.FindAsync(id, CancellationToken.None))?.SecretHash;

    private static Task<Renewal> RenewAsync(ISessions sound, string id, string secret, string next) =>
        sound.RenewAsync(id, secret, next, CancellationToken.None);

    private static async Task FailsAsync(Breakage breakage, Func<SessionsContract, Task> check)
    {
        AssertionException? failure = null;
        using (new TestExecutionContext.IsolatedContext())
        {
            var contract = new SqliteSessionsTests { Adapt = sound => new Broken(sound, breakage) };
            await contract.StartAsync();
            try
            {
                await check(contract);
            }
            catch (AssertionException caught)
            {
                failure = caught;
            }
            finally
            {
                await contract.StopAsync();
                contract.RemoveFiles();
            }
        }

        Assert.That(failure, Is.Not.Null, "the contract let it pass");
    }

    private sealed record Breakage
    {
        public Func<ISessions, string, string, string, Task<Renewal>>? RenewAsync { get; init; }
        public bool NeverCloses { get; init; }
        public bool KeepsCodes { get; init; }
        public bool UsesLoginsTwice { get; init; }
    }

    private sealed class Broken(ISessions sound, Breakage breakage) : ISessions
    {
        public Task OpenAsync(Session session, string secretHash, CancellationToken cancellationToken) =>
            sound.OpenAsync(session, secretHash, cancellationToken);

        public Task<HeldSession?> FindAsync(string sessionId, CancellationToken cancellationToken) =>
            sound.FindAsync(sessionId, cancellationToken);

        public Task<IReadOnlyList<Session>> ListAsync(CancellationToken cancellationToken) => sound.ListAsync(cancellationToken);

        public Task<Renewal> RenewAsync(string sessionId, string secretHash, string nextHash, CancellationToken cancellationToken) =>
            (breakage.RenewAsync ?? BrokenSessionsTests.RenewAsync)(sound, sessionId, secretHash, nextHash);

        public Task CloseAsync(string sessionId, CancellationToken cancellationToken) =>
            breakage.NeverCloses ? Task.CompletedTask : sound.CloseAsync(sessionId, cancellationToken);

        public Task KeepCodeAsync(string codeHash, LoginCode code, CancellationToken cancellationToken) =>
            sound.KeepCodeAsync(codeHash, code, cancellationToken);

        public async Task<LoginCode?> TakeCodeAsync(string codeHash, CancellationToken cancellationToken)
        {
            var code = await sound.TakeCodeAsync(codeHash, cancellationToken);
            if (breakage.KeepsCodes && code is not null)
                await sound.KeepCodeAsync(codeHash, code, cancellationToken);
            return code;
        }

        public async Task<bool> UseLoginAsync(string loginHash, CancellationToken cancellationToken) =>
            await sound.UseLoginAsync(loginHash, cancellationToken) || breakage.UsesLoginsTwice;
    }
}
