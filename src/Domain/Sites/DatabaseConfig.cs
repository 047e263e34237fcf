namespace CcatOps.Domain.Sites;

/// <summary>One database of the site. Printing it masks the password.</summary>
public sealed record DatabaseConfig
{
    public DatabaseType Type { get; init; } = DatabaseType.PostgreSql;

    /// <summary>The server; of the main database also several, as <c>host[:port],host[:port]</c>: the one that takes writes is used.</summary>
    public string Host { get; init; } = "localhost";

    public int Port { get; init; } = 5432;
    public string User { get; init; } = "ccat_ops_user";
    public string Password { get; init; } = "ccat_ops_password";
    public string Name { get; init; } = "ccat_ops_db";

    public DatabaseTls Tls { get; init; } = DatabaseTls.Prefer;

    /// <summary>A file with the authorities whose certificates are trusted; empty: those of the system.</summary>
    public string RootCertificate { get; init; } = "";

    public IReadOnlyList<ServerAddress> Servers => ServerAddress.List(Host, Port);

    /// <summary>
    /// The file of a SQLite database: a bare name lies in <c>data</c> below the working directory, anything else is its path.
    /// </summary>
    public string File => Name.AsSpan().IndexOfAny('/', '\\', '.') < 0 ? $"data/{Name}.sqlite" : Name;

    /// <summary>The URL with its password, for clients that connect; never for a log.</summary>
    public string Url => Format(Uri.EscapeDataString(Password));

    public override string ToString() => Format("***");

    private string Format(string password) => Type == DatabaseType.Sqlite
        ? $"sqlite:{File}"
        : $"postgresql://{Uri.EscapeDataString(User)}:{password}@{string.Join(',', Servers)}/{Uri.EscapeDataString(Name)}";
}
