using System.Collections.Concurrent;
using System.Net;
using CcatOps.Application.Errors;
using CcatOps.Application.Features.Sessions;
using CcatOps.Domain.Sessions;
using CcatOps.Domain.Sites;
using MediatR;
using Microsoft.Extensions.Options;

namespace CcatOps.Api.Sessions;

/// <summary>
/// Asks GitHub again about people who send requests, beside these, so that none waits for GitHub. While GitHub cannot be reached, who is
/// logged in stays so.
/// </summary>
internal sealed partial class MembershipChecks(
    IOptionsMonitor<GithubOptions> github,
    GithubGrants grants,
    AuthenticationConfig authentication,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<MembershipChecks> logger)
{
    /// <summary>Beyond this, all people are asked about again.</summary>
    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<long, DateTimeOffset> asked = [];

    /// <summary>Begins a check if the last one is long enough ago; the login was the first.</summary>
    public void Consider(Session session)
    {
        if (session.Grant is null || !authentication.HasGithubLogin)
            return;
        var now = time.GetUtcNow();
        var last = asked.GetValueOrDefault(session.Person.GithubId, session.OpenedAt);
        if (now - last < authentication.MembershipInterval)
            return;
        if (asked.Count >= MostRemembered)
            asked.Clear();
        // One of those who come at once asks.
        if (asked.TryGetValue(session.Person.GithubId, out var known) ? asked.TryUpdate(session.Person.GithubId, now, known) : asked.TryAdd(session.Person.GithubId, now))
        {
            // The check is no part of the request that begins it.
            using (ExecutionContext.SuppressFlow())
                _ = Task.Run(() => CheckAsync(session));
        }
    }

    private async Task CheckAsync(Session session)
    {
        var person = session.Person;
        // Sealed with a SECRET_KEY that is no longer used: the session ends at its time.
        if (grants.Open(session.Grant!) is not { } token)
            return;
        try
        {
            IReadOnlyList<string> roles;
            try
            {
                roles = await RolesAsync(person, token);
            }
            catch (LoginRefusedException refusal)
            {
                LogEnd(refusal.Message);
                roles = [];
            }

            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new ConfirmMembership(person, [.. roles]));
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            LogAbsence(person.Login, exception.Message);
        }
        catch (Exception exception) when (exception is MainDatabaseUnavailableException or LocalDatabaseUnavailableException
            or BufferUnavailableException or WriteUncertainException or WriteRefusedException or ConflictException or SessionsUnavailableException)
        {
            LogUnfinished(person.Login, exception.Message);
        }
    }

    /// <exception cref="LoginRefusedException">The person is no member any more, or has withdrawn what the service may ask.</exception>
    private async Task<IReadOnlyList<string>> RolesAsync(Person person, string token)
    {
        var options = github.Get(GithubOptions.Scheme);
        try
        {
            var now = await new GithubAccount(options.Backchannel, options, token).ReadPersonAsync(CancellationToken.None);
            return now.GithubId == person.GithubId ? now.Roles : [];
        }
        catch (HttpRequestException exception) when (exception.StatusCode == HttpStatusCode.Unauthorized)
        {
            throw new LoginRefusedException($"{person.Login} no longer lets this service ask GitHub.");
        }
    }

    [LoggerMessage(LogLevel.Warning, "The sessions of a person end: {Reason}")]
    private partial void LogEnd(string reason);

    [LoggerMessage(LogLevel.Information, "GitHub cannot be asked whether {Login} is still a member: {Reason}")]
    private partial void LogAbsence(string login, string reason);

    [LoggerMessage(LogLevel.Warning, "What GitHub says of {Login} is not recorded at main, so API tokens of the person may still be valid: {Reason}")]
    private partial void LogUnfinished(string login, string reason);
}
