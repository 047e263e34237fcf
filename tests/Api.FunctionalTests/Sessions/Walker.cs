using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CcatOps.Api.FunctionalTests.Sessions;

/// <summary>
/// Somebody at a browser that runs no scripts: goes where redirects lead, keeps cookies as a browser on this machine does, and remembers
/// every URL.
/// </summary>
internal sealed partial class Walker : IDisposable
{
    private const int MostRedirects = 10;

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Dictionary<(string Host, string Name), string> cookies = [];
    private readonly List<Uri> visited = [];

    public IReadOnlyList<Uri> Visited => visited;

    /// <summary>Every <c>Set-Cookie</c>.</summary>
    public List<string> CookiesSet { get; } = [];

    public IReadOnlyDictionary<string, string> Cookies => cookies.ToDictionary(pair => pair.Key.Name, pair => pair.Value);

    public void SetCookie(string name, string value) => cookies[("localhost", name)] = value;

    /// <summary>Goes to a page; a redirect away from this machine's <c>localhost</c> is not followed.</summary>
    public async Task<Page> GoAsync(string address, HttpContent? form = null, HttpMethod? method = null, params (string Name, string Value)[] headers)
    {
        var uri = new Uri(address);
        for (var step = 0; step < MostRedirects; step++)
        {
            var page = await SendAsync(uri, method ?? (form is null ? HttpMethod.Get : HttpMethod.Post), form, headers);
            if (page.Location is null || !page.Location.IsLoopback || page.Status == HttpStatusCode.TemporaryRedirect)
                return page;
            (uri, form, method) = (page.Location, null, HttpMethod.Get);
        }

        throw new InvalidOperationException($"{address} leads in circles.");
    }

    /// <summary>Goes to a page that leads to GitHub, and decides there.</summary>
    public async Task<Page> LogInAsync(string address, string decision = "yes")
    {
        var page = await GoAsync(address);
        return page.Address.AbsolutePath == FakeGithub.AuthorizePath ? await DecideAsync(page, decision) : page;
    }

    public Task<Page> DecideAsync(Page page, string decision = "yes")
    {
        var fields = Field().Matches(page.Text).ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value));
        Assert.That(fields, Is.Not.Empty, page.ToString());
        fields["decision"] = decision;
        return GoAsync(new Uri(page.Address, FakeGithub.AuthorizePath).AbsoluteUri, new FormUrlEncodedContent(fields));
    }

    public void Dispose() => http.Dispose();

    private async Task<Page> SendAsync(Uri uri, HttpMethod method, HttpContent? content, (string Name, string Value)[] headers)
    {
        visited.Add(uri);
        using var request = new HttpRequestMessage(method, uri) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var own = cookies.Where(pair => pair.Key.Host == uri.Host).Select(pair => $"{pair.Key.Name}={pair.Value}").ToArray();
        if (own.Length > 0)
            request.Headers.Add("Cookie", string.Join("; ", own));
        using var answer = await http.SendAsync(request);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            Keep(uri, cookie);
        var location = answer.Headers.Location is { } next ? new Uri(uri, next) : null;
        return new(uri, answer.StatusCode, await answer.Content.ReadAsStringAsync(), location, answer.Headers.ToString());
    }

    private void Keep(Uri uri, string cookie)
    {
        CookiesSet.Add(cookie);
        var pair = cookie.Split(';')[0].Split('=', 2);
        var isOver = cookie.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase);
        if (isOver)
            cookies.Remove((uri.Host, pair[0]));
        else
            cookies[(uri.Host, pair[0])] = pair[1];
    }

    [GeneratedRegex("""<input type="hidden" name="([a-z_]+)" value="([^"]*)">""")]
    private static partial Regex Field();
}

internal sealed record Page(Uri Address, HttpStatusCode Status, string Text, Uri? Location, string Headers)
{
    public JsonObject Json => JsonNode.Parse(Text)!.AsObject();

    public override string ToString() => $"{(int)Status} {Address}\n{Text}";

    public string Problem => Json["type"]!.GetValue<string>()["/problems/".Length..];
}
