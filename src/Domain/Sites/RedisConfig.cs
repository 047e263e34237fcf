namespace CcatOps.Domain.Sites;

/// <summary>The site's Redis. Printing it masks the passwords.</summary>
public sealed record RedisConfig
{
    private const int SentinelPort = 26379;

    /// <summary>The server; with <see cref="SentinelService"/> the sentinels, as <c>host[:port],host[:port]</c>.</summary>
    public string Host { get; init; } = "localhost";

    public int Port { get; init; } = 6379;
    public int Db { get; init; }

    /// <summary>The ACL user; empty: the default one.</summary>
    public string User { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>Whether connections, also those to the sentinels, are encrypted and the certificate is checked.</summary>
    public bool Tls { get; init; }

    /// <summary>A file with the authority whose certificates are trusted; empty: those of the system.</summary>
    public string RootCertificate { get; init; } = "";

    /// <summary>The name under which the sentinels know the primary; empty: there are none.</summary>
    public string SentinelService { get; init; } = "";

    /// <summary>The password of the sentinels; empty: none.</summary>
    public string SentinelPassword { get; init; } = "";

    /// <summary>One key or several with commas between, which authenticate the transactions that Redis holds; empty is possible in Development only.</summary>
    public string BodyKey { get; init; } = "";

    /// <summary>The first signs, all verify.</summary>
    public IReadOnlyList<string> BodyKeys =>
        BodyKey.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public bool HasSentinels => SentinelService.Length > 0;

    public IReadOnlyList<ServerAddress> Servers => ServerAddress.List(Host, HasSentinels ? SentinelPort : Port);

    public override string ToString() => HasSentinels
        ? $"{Scheme}+sentinel://{Account}{string.Join(',', Servers)}/{SentinelService}/{Db}"
        : $"{Scheme}://{Account}{string.Join(',', Servers)}/{Db}";

    private string Scheme => Tls ? "rediss" : "redis";

    private string Account => User.Length + Password.Length == 0 ? "" : $"{User}{(Password.Length > 0 ? ":***" : "")}@";
}
