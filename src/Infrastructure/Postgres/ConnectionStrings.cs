using CcatOps.Domain.Sites;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

internal static class ConnectionStrings
{
    public static readonly TimeSpan ConnectionTimeout = TimeSpan.FromSeconds(5);

    public static NpgsqlConnectionStringBuilder Of(DatabaseConfig database, string applicationName)
    {
        var settings = Common(database, applicationName);
        if (database.Servers is [var server])
        {
            (settings.Host, settings.Port) = (server.Host, server.Port);
            return settings;
        }

        // The first in order that takes writes. One that did not answer, or refused, is left alone for a while: even a wait of 1 ms for the
        // answer to a cancellation makes Npgsql count a time-out for that, which without any wait it does not.
        settings.Host = string.Join(',', database.Servers);
        settings.HostRecheckSeconds = 30;
        settings.CancellationTimeout = 1;
        return settings;
    }

    public static NpgsqlConnectionStringBuilder OfMain(
        DatabaseConfig database, string applicationName, TimeSpan commandTimeout, TimeSpan lockTimeout)
    {
        var settings = Of(database, applicationName);
        settings.CommandTimeout = (int)commandTimeout.TotalSeconds;
        settings.Options = $"{SessionSettings.OfMain} -c lock_timeout={(int)lockTimeout.TotalSeconds}s";
        // Tells which part of a batch was refused.
        settings.IncludeFailedBatchedCommand = true;
        return settings;
    }

    private static NpgsqlConnectionStringBuilder Common(DatabaseConfig database, string applicationName) => new()
    {
        Username = database.User,
        Password = database.Password,
        Database = database.Name,
        ApplicationName = applicationName,
        Timeout = (int)ConnectionTimeout.TotalSeconds,
        CommandTimeout = 10,
        CancellationTimeout = -1,
        TcpKeepAlive = true,
        TcpKeepAliveTime = 5,
        TcpKeepAliveInterval = 3,
        MaxAutoPrepare = 50,
        AutoPrepareMinUsages = 2,
        MaxPoolSize = 50,
        // Nothing here changes a session beyond its transaction, and undoing nothing costs six statements for each use of a connection.
        NoResetOnClose = true,
        SslMode = database.Tls switch
        {
            DatabaseTls.Disable => SslMode.Disable,
            DatabaseTls.Require => SslMode.Require,
            DatabaseTls.VerifyCa => SslMode.VerifyCA,
            DatabaseTls.VerifyFull => SslMode.VerifyFull,
            _ => SslMode.Prefer,
        },
        RootCertificate = database.RootCertificate.Length > 0 ? database.RootCertificate : null,
        Options = SessionSettings.OfReaders,
        IncludeErrorDetail = true,
        // A round trip less for each connection.
        GssEncryptionMode = GssEncryptionMode.Disable,
    };
}
