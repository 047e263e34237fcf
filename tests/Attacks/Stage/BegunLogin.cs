using Microsoft.AspNetCore.WebUtilities;

namespace CcatOps.Attacks.Stage;

/// <summary>The state of a browser while a person is at GitHub.</summary>
internal sealed record BegunLogin(string State, string Cookie)
{
    public static async Task<BegunLogin> OfAsync(AttackedSite site)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = site.Address };
        using var answer = await client.GetAsync(new Uri("/github/login", UriKind.Relative));
        var state = QueryHelpers.ParseQuery(answer.Headers.Location!.Query)["state"].ToString();
        return new(state, answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
    }

    /// <summary>Comes back from GitHub.</summary>
    /// <returns>The status and the type of the problem.</returns>
    public async Task<(int Status, string Problem)> ComeBackAsync(AttackedSite site, string query)
    {
        var (status, text) = await AttackedSite.SendAsync(
            site.Anonymous, HttpMethod.Get, $"/github/callback?state={Uri.EscapeDataString(State)}&{query}", null, ("Cookie", Cookie));
        return ((int)status, AttackedSite.ProblemOf(text));
    }
}
