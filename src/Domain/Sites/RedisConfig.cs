namespace CcatOps.Domain.Sites;

/// <summary>The site's Redis. Printing it masks the password.</summary>
public sealed record RedisConfig
{
    public string Host { get; init; } = "localhost";
    public int Port { get; init; } = 6379;
    public int Db { get; init; }
    public string Password { get; init; } = "";

    public override string ToString() => $"redis://{(Password.Length > 0 ? ":***@" : "")}{Host}:{Port}/{Db}";
}
