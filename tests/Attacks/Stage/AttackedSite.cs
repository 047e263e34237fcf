using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CcatOps.TestBed;

namespace CcatOps.Attacks.Stage;

/// <summary>One process of the service under attack, and clients of it.</summary>
internal sealed class AttackedSite : IAsyncDisposable
{
    private AttackedSite(ServiceProcess process, int port)
    {
        (Process, Port) = (process, port);
        Admin = Client().AsAdmin();
        Anonymous = Client();
    }

    public ServiceProcess Process { get; }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Sends a token that may do everything.</summary>
    public HttpClient Admin { get; }

    /// <summary>Sends no credential.</summary>
    public HttpClient Anonymous { get; }

    /// <param name="settings">The settings of the site.</param>
    /// <param name="workingDirectory">The working directory that another process has left.</param>
    public static async Task<AttackedSite> StartAsync(SiteSettings settings, string? workingDirectory = null)
    {
        var port = FreePort.Next();
        var site = new AttackedSite(
            await ServiceProcess.StartAsync(ServiceProgram.Path, ["--urls", $"http://127.0.0.1:{port}"], settings, workingDirectory: workingDirectory), port);
        try
        {
            await site.Process.WaitUntilReadyAsync(new(site.Address, "/health/ready"), TimeSpan.FromSeconds(120));
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a client of this site; the caller disposes it.</summary>
    public HttpClient Client() => new() { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(120) };

    public static async Task<(HttpStatusCode Status, string Text)> SendAsync(
        HttpClient client, HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The last part of a problem's type.</summary>
    public static string ProblemOf(string text) => JsonNode.Parse(text)!["type"]!.GetValue<string>()["/problems/".Length..];

    /// <summary>Kills the process, and leaves its working directory to the next one.</summary>
    public Task<string> LeaveAsync()
    {
        Admin.Dispose();
        Anonymous.Dispose();
        return Process.LeaveAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        Anonymous.Dispose();
        await Process.DisposeAsync();
    }
}
