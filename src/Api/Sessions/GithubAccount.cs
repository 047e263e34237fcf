using System.Net;
using System.Net.Http.Headers;
using CcatOps.Application.Errors;
using CcatOps.Domain.Sessions;

namespace CcatOps.Api.Sessions;

/// <summary>Reads the GitHub account of the person who has just logged in. https://docs.github.com/en/rest</summary>
internal sealed class GithubAccount(HttpClient http, GithubOptions options, string token)
{
    private const int PageSize = 100;

    /// <summary>More teams than anybody is in; it ends a loop that GitHub would not.</summary>
    private const int MostPages = 20;

    /// <exception cref="LoginRefusedException">They are no active member of the organisation.</exception>
    /// <exception cref="HttpRequestException">GitHub cannot be asked.</exception>
    public async Task<Person> ReadPersonAsync(CancellationToken cancellationToken)
    {
        var user = await GetAsync<User>("user", cancellationToken);
        await CheckMembershipAsync(user.Login, cancellationToken);
        return new(user.Login, user.Id, user.Name, TeamRoles.Of(await ReadTeamsAsync(cancellationToken), options.TeamRoles));
    }

    private async Task CheckMembershipAsync(string login, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync($"user/memberships/orgs/{Uri.EscapeDataString(options.Organisation)}", cancellationToken);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden
            || await ReadAsync<Membership>(answer, cancellationToken) is not { State: "active" })
        {
            throw new LoginRefusedException($"{login} is not an active member of {options.Organisation} at GitHub.");
        }
    }

    private async Task<IReadOnlyList<string>> ReadTeamsAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        for (var page = 1; page <= MostPages; page++)
        {
            var teams = await GetAsync<Team[]>($"user/teams?per_page={PageSize}&page={page}", cancellationToken);
            names.AddRange(teams.Select(team => $"{team.Organization.Login}/{team.Slug}"));
            if (teams.Length < PageSize)
                break;
        }

        return names;
    }

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(path, cancellationToken);
        return await ReadAsync<T>(answer, cancellationToken);
    }

    private Task<HttpResponseMessage> SendAsync(string path, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{options.Api.AbsoluteUri.TrimEnd('/')}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.github+json"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("CcatOps", null));
        request.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
        return http.SendAsync(request, cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<T>(cancellationToken) ?? throw new HttpRequestException("GitHub has answered null.");
    }

    private sealed record User(long Id, string Login, string? Name);

    private sealed record Membership(string State);

    private sealed record Team(string Slug, Organisation Organization);

    private sealed record Organisation(string Login);
}
