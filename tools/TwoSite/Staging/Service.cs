using System.Net;
using System.Net.Sockets;
using CcatOps.TestBed;

namespace CcatOps.TwoSite.Staging;

/// <summary>One process of the service and its address.</summary>
internal sealed class Service : IAsyncDisposable
{
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(10);
    private readonly ServiceProcess process;

    private Service(ServiceProcess process, Uri url)
    {
        this.process = process;
        Url = url;
    }

    public Uri Url { get; }

    public Task<int> Exit => process.Exit;

    public string Output => process.Output;

    /// <exception cref="RefusedException">The port is taken.</exception>
    public static void RequireFreePort(int port, string option)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException)
        {
            throw new RefusedException($"Port {port} is in use. Choose another one with {option}.");
        }
    }

    /// <summary>Returns when it can take writes.</summary>
    public static async Task<Service> StartAsync(int port, Dictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var url = new Uri($"http://localhost:{port}");
        var service = new Service(
            await ServiceProcess.StartAsync(
                Path.Combine(AppContext.BaseDirectory, "CcatOps.Api.dll"), ["--urls", url.OriginalString], settings),
            url);
        try
        {
            await service.process.WaitUntilReadyAsync(new Uri(url, "/health/ready"), cancellationToken: cancellationToken);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to end, and kills it when it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await process.TerminateAsync().WaitAsync(StopBound);
        }
        catch (TimeoutException)
        {
            // The next line kills it.
        }

        await process.DisposeAsync();
    }
}
