namespace CcatOps.Domain.Sites;

/// <summary>How a connection to PostgreSQL is secured; the names are libpq's (<c>sslmode</c>).</summary>
public enum DatabaseTls
{
    Disable,

    /// <summary>Encrypted where the server can, which nobody checks.</summary>
    Prefer,

    /// <summary>Encrypted; who the server is, nobody checks.</summary>
    Require,

    /// <summary>Encrypted, and the certificate is of an authority that is trusted.</summary>
    VerifyCa,

    /// <summary>Also names the host that was meant.</summary>
    VerifyFull,
}
