using System.Diagnostics;
using System.Net.Http.Json;
using CcatOps.Domain.Sites;
using CcatOps.TestBed;

namespace CcatOps.Bench.Staging;

/// <summary>A process that serves HTTP; a secondary site's buffer is looked at in Redis, so that looking costs the process nothing.</summary>
internal sealed class Site : IAsyncDisposable
{
    private static readonly SiteKeys Keys = new(Night.Site);
    private readonly Stage stage;

    private Site(ServiceProcess process, Uri url, Stage stage)
    {
        (Process, Url, this.stage) = (process, url, stage);
        Client = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromMinutes(2) }.AsAdmin();
    }

    public ServiceProcess Process { get; }

    public Uri Url { get; }

    public HttpClient Client { get; }

    /// <summary>From its start until it could take writes.</summary>
    public TimeSpan StartUp { get; private set; }

    public static async Task<Site> StartAsync(
        string program, Dictionary<string, string> settings, Stage stage, CancellationToken cancellationToken, params string[] verbs)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var started = Stopwatch.GetTimestamp();
        var site = new Site(await ServiceProcess.StartAsync(program, [.. verbs, "--urls", url.OriginalString], settings), url, stage);
        try
        {
            await site.Process.WaitUntilReadyAsync(new Uri(url, "/health/ready"), TimeSpan.FromMinutes(2), cancellationToken);
            site.StartUp = Stopwatch.GetElapsedTime(started);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public Task PauseAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "/api/buffer/pause", new { reason = "benchmark" }, cancellationToken);

    public Task ResumeAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "/api/buffer/resume", new { }, cancellationToken);

    public async Task<string> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await Client.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? text
            : throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {text}\n{Process.Output}");
    }

    /// <summary>Reads once, so that the process has taken in what was put into the buffer beside it.</summary>
    public Task SettleAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, "/executed_obs_units?limit=1", null, cancellationToken);

    public Task<long> DepthAsync() => stage.Redis.ListLengthAsync(Keys.TransactionBuffer);

    public Task<long> UnconfirmedAsync() => stage.Redis.SortedSetLengthAsync(Keys.UnconfirmedTransactions);

    /// <summary>Waits until the first of what waits is being applied; what a pause takes to be noticed is no part of a drain.</summary>
    public Task UntilSendingAsync(CancellationToken cancellationToken) => Clock.UntilAsync(
        Stopwatch.GetTimestamp(), IsSendingAsync, TimeSpan.FromMinutes(1), "the drain should begin", cancellationToken);

    /// <summary>The transaction's state in the buffer; null when it is not known there.</summary>
    public async Task<string?> StateAsync(Guid transactionId) =>
        await stage.Redis.HashGetAsync(Keys.Transaction($"{transactionId}"), "state");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Process.DisposeAsync();
    }

    /// <summary>Whether the oldest transaction is being applied, or none waits.</summary>
    private async Task<bool> IsSendingAsync()
    {
        var oldest = await stage.Redis.ListGetByIndexAsync(Keys.TransactionBuffer, -1);
        return oldest.IsNull || await StateAsync(Guid.Parse((string)oldest!)) != "buffered";
    }
}
