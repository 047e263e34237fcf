using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using CcatOps.Deployment.Tests.Kits.Sites;

namespace CcatOps.Deployment.Tests.Kits.Nginx;

/// <summary>deploy/nginx, with Debian's nginx.</summary>
internal sealed class NginxTests
{
    [Test]
    public async Task The_service_is_used_under_the_prefix_over_tls()
    {
        await using var site = await EmbeddedSite.StartAsync(("TRUSTED_PROXIES", "127.0.0.1"));
        await using var nginx = await NginxServer.StartAsync(site.Address.Port);
        using var client = new HttpClient(nginx.Handler()) { BaseAddress = nginx.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", site.Token);

        using var made = await client.PostAsJsonAsync("executed_obs_units/start", new { obs_unit_id = 1 });
        var location = made.Headers.Location!;
        using var read = await client.GetAsync(new Uri(nginx.Address, location));
        var problem = (await (await client.GetAsync(new Uri("no/such/thing", UriKind.Relative))).Content.ReadFromJsonAsync<JsonObject>())!;

        Assert.That(made.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That($"{location}", Does.StartWith("/ops/executed_obs_units/"));
        Assert.That(read.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((string?)problem["instance"], Is.EqualTo("/ops/no/such/thing"));
    }

    [Test]
    public async Task A_body_that_is_too_large_gets_the_answer_of_the_service()
    {
        await using var site = await EmbeddedSite.StartAsync(("TRUSTED_PROXIES", "127.0.0.1"));
        await using var nginx = await NginxServer.StartAsync(site.Address.Port);
        using var client = new HttpClient(nginx.Handler()) { BaseAddress = nginx.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", site.Token);

        using var answer = await client.PostAsJsonAsync("executed_obs_units/start", new { obs_unit_id = 1, conditions = new { text = new string('x', 1_200_000) } });

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
    }

    [Test]
    public async Task What_a_client_or_an_authenticating_proxy_says_about_identity_does_not_reach_the_service()
    {
        await using var upstream = await Upstream.StartAsync();
        await using var nginx = await NginxServer.StartAsync(upstream.Port);
        using var client = new HttpClient(nginx.Handler()) { BaseAddress = nginx.Address };
        foreach (var name in (string[])["X-Auth-User", "X-Auth-Name", "X-Auth-Email", "X-Auth-Groups", "Forwarded", "X-Forwarded-Host"])
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, "mallory");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        client.DefaultRequestHeaders.Add("X-Forwarded-Prefix", "/evil");
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "http");

        var seen = (await client.GetFromJsonAsync<Dictionary<string, string>>("request"))!;

        Assert.That(seen.Values, Has.None.Contain("mallory"));
        Assert.That(seen["X-Forwarded-For"], Is.EqualTo("127.0.0.1"));
        Assert.That(seen["X-Forwarded-Prefix"], Is.EqualTo("/ops"));
        Assert.That(seen["X-Forwarded-Proto"], Is.EqualTo("https"));
        Assert.That(seen["Host"], Is.EqualTo(nginx.Address.Authority));
        Assert.That(seen["path"], Is.EqualTo("/request"));
    }

    [Test]
    public async Task An_event_arrives_while_the_stream_is_open()
    {
        await using var upstream = await Upstream.StartAsync();
        await using var nginx = await NginxServer.StartAsync(upstream.Port);
        using var client = new HttpClient(nginx.Handler()) { BaseAddress = nginx.Address };
        using var bounded = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var lines = new StreamReader(await client.GetStreamAsync(new Uri("events", UriKind.Relative), bounded.Token));

        Assert.That(await lines.ReadLineAsync(bounded.Token), Is.EqualTo("data: first"));
        upstream.FirstEventReceived.SetResult();
        Assert.That(await lines.ReadToEndAsync(bounded.Token), Does.Contain("data: second"));
    }

    [Test]
    public async Task A_websocket_passes()
    {
        await using var upstream = await Upstream.StartAsync();
        await using var nginx = await NginxServer.StartAsync(upstream.Port);
        using var invoker = new HttpMessageInvoker(nginx.Handler());
        using var socket = new ClientWebSocket();
        using var bounded = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        await socket.ConnectAsync(new UriBuilder(new Uri(nginx.Address, "echo")) { Scheme = "wss" }.Uri, invoker, bounded.Token);
        await socket.SendAsync(Encoding.UTF8.GetBytes("dome open"), WebSocketMessageType.Text, endOfMessage: true, bounded.Token);
        var buffer = new byte[64];
        var received = await socket.ReceiveAsync(buffer, bounded.Token);

        Assert.That(Encoding.UTF8.GetString(buffer, 0, received.Count), Is.EqualTo("dome open"));
    }
}
