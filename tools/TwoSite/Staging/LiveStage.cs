using System.Net.Http.Json;
using CcatOps.TestBed;
using CcatOps.TwoSite.Control;
using Npgsql;

namespace CcatOps.TwoSite.Staging;

/// <summary>Both sites, running.</summary>
internal sealed class LiveStage : IAsyncDisposable
{
    private readonly TwoSiteStage servers;
    private readonly Service main;
    private readonly Service secondary;
    private readonly HttpClient client;
    private volatile bool linkUp = true;

    private LiveStage(TwoSiteStage servers, Service main, Service secondary)
    {
        this.servers = servers;
        this.main = main;
        this.secondary = secondary;
        client = new HttpClient { BaseAddress = secondary.Url, Timeout = TimeSpan.FromSeconds(5) }.AsAdmin();
    }

    /// <exception cref="RefusedException">Something is missing, or a port is taken.</exception>
    public static async Task<LiveStage> StartAsync(StageOptions options, Action<string> tell, CancellationToken cancellationToken)
    {
        if (Requirements.MissingPackages() is { Count: > 0 } missing)
            throw new RefusedException($"Something is missing. Install it with: apt-get install {string.Join(' ', missing)}", ExitCodes.Unavailable);
        Service.RequireFreePort(options.MainPort, "--main-port");
        Service.RequireFreePort(options.SecondaryPort, "--secondary-port");

        var started = new Stack<IAsyncDisposable>();
        try
        {
            tell("PostgreSQL in Cologne, its replica and Redis at the observatory ...");
            var servers = await TwoSiteStage.StartAsync(new() { RoundTrip = options.RoundTrip }, cancellationToken);
            started.Push(servers);
            tell("the main site's service ...");
            var main = await Service.StartAsync(options.MainPort, SiteSettings.OfMain(servers), cancellationToken);
            started.Push(main);
            await TestTokens.SeedAsync(servers.Primary, cancellationToken);
            await PlannedUnits.PlanAsync(main.Url, cancellationToken);
            await servers.Replica.CatchUpAsync(TimeSpan.FromSeconds(60), cancellationToken);
            tell("the observatory's service ...");
            return new(servers, main, await Service.StartAsync(options.SecondaryPort, SiteSettings.OfSecondary(servers), cancellationToken));
        }
        catch
        {
            foreach (var part in started)
                await part.DisposeAsync();
            throw;
        }
    }

    public void Cut()
    {
        linkUp = false;
        servers.OceanToMain.Cut();
        servers.OceanToReplica.Cut();
    }

    public void Restore()
    {
        servers.OceanToMain.Restore();
        servers.OceanToReplica.Restore();
        linkUp = true;
    }

    public async Task<StageStatus> LookAsync() => new()
    {
        LinkUp = linkUp,
        RoundTripMs = servers.OceanToMain.RoundTrip.TotalMilliseconds,
        MainUrl = main.Url,
        SecondaryUrl = secondary.Url,
        Token = TestTokens.Admin,
        MainDbPort = servers.Primary.Port,
        ReplicaDbPort = servers.Replica.Port,
        RedisPort = servers.Redis.Port,
        Buffer = await BufferAsync(),
        ReplicaLagBytes = await LagAsync(),
    };

    /// <summary>Ends when a service ends that nobody ended; the text is what it said. An orderly end is taken as somebody's Ctrl+C.</summary>
    public async Task<string?> UnexpectedEndAsync()
    {
        var ended = await Task.WhenAny(main.Exit, secondary.Exit) == main.Exit ? main : secondary;
        return await ended.Exit == 0 ? null : $"The service at {ended.Url} ended with exit code {await ended.Exit}.\n{ended.Output}";
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Task.WhenAll(secondary.DisposeAsync().AsTask(), main.DisposeAsync().AsTask());
        await servers.DisposeAsync();
    }

    private async Task<BufferStatus?> BufferAsync()
    {
        try
        {
            return await client.GetFromJsonAsync<BufferStatus>("/api/buffer", ControlJson.Options);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<long?> LagAsync()
    {
        try
        {
            var written = await servers.Primary.ReadAsync<decimal>("select pg_current_wal_lsn() - '0/0'");
            var shown = await servers.Replica.ReadAsync<decimal>("select pg_last_wal_replay_lsn() - '0/0'");
            return (long)Math.Max(0, written - shown);
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }
}
