using System.Net.Sockets;
using System.Text;

namespace CcatOps.Deployment.Tests.Kits.Systemd;

/// <summary>The socket on which systemd hears from a service of <c>Type=notify</c>.</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notify-");
    private readonly Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public NotifySocket() => socket.Bind(new UnixDomainSocketEndPoint(Path));

    public string Path => System.IO.Path.Combine(folder.FullName, "notify");

    /// <summary>The next message, within a minute.</summary>
    public async Task<string> NextAsync()
    {
        using var bounded = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var buffer = new byte[256];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, bounded.Token));
    }

    public void Dispose()
    {
        socket.Dispose();
        folder.Delete(recursive: true);
    }
}
