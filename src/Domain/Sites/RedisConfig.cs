namespace CcatOps.Domain.Sites;

/// <summary>The site's Redis. Printing it masks the passwords.</summary>
public sealed record RedisConfig
{
    private const int SentinelPort = 26379;

    /// <summary>The server; with <see cref="SentinelService"/> the sentinels, as <c>host[:port],host[:port]</c>.</summary>
    public string Host { get; init; } = "localhost";

    public int Port { get; init; } = 6379;
    public int Db { get; init; }
    public string Password { get; init; } = "";

    /// <summary>The name under which the sentinels know the primary; empty: there are none.</summary>
    public string SentinelService { get; init; } = "";

    /// <summary>What the sentinels themselves ask for; empty: nothing.</summary>
    public string SentinelPassword { get; init; } = "";

    public bool HasSentinels => SentinelService.Length > 0;

    public IReadOnlyList<ServerAddress> Servers => ServerAddress.List(Host, HasSentinels ? SentinelPort : Port);

    public override string ToString() => HasSentinels
        ? $"redis+sentinel://{Mask(Password)}{string.Join(',', Servers)}/{SentinelService}/{Db}"
        : $"redis://{Mask(Password)}{string.Join(',', Servers)}/{Db}";

    private static string Mask(string password) => password.Length > 0 ? ":***@" : "";
}
