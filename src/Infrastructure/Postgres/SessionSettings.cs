namespace CcatOps.Infrastructure.Postgres;

/// <summary>
/// The settings of this service's sessions. They are sent when a connection starts, without a round trip of their own, and go before those of
/// <c>ALTER ROLE</c> and <c>ALTER DATABASE</c>. Not among them are <c>default_transaction_read_only</c>, with which an administrator freezes a
/// database, and settings that only a superuser may change. https://www.postgresql.org/docs/15/runtime-config-client.html
/// </summary>
internal static class SessionSettings
{
    /// <summary>The longest statement; the drain allows more for a large batch on a thin link.</summary>
    public static readonly TimeSpan StatementTimeout = TimeSpan.FromSeconds(60);

    /// <summary>The settings of every session, reading or writing.</summary>
    private static readonly (string Name, string Value)[] Everywhere =
    [
        // Serializable is not available on a replica, and fails direct writes that do not conflict otherwise.
        ("default_transaction_isolation", "read committed"),
        ("default_transaction_deferrable", "off"),
        // The tables are in the schema that is named for the role, or in public.
        ("search_path", "\"$user\",public"),
        ("TimeZone", "UTC"),
        ("DateStyle", "ISO"),
        ("IntervalStyle", "postgres"),
        ("bytea_output", "hex"),
        ("extra_float_digits", "1"),
        ("standard_conforming_strings", "on"),
        ("array_nulls", "on"),
        // A refused statement must not end the session: others of its batch are still to be answered.
        ("exit_on_error", "off"),
        // No wait for a lock outlasts a client's patience. Commands end by timeouts of this side first.
        ("lock_timeout", "5s"),
        ("statement_timeout", $"{(int)StatementTimeout.TotalSeconds}s"),
        ("idle_in_transaction_session_timeout", "60s"),
        // Connections are pooled.
        ("idle_session_timeout", "0"),
    ];

    /// <summary>
    /// At main the commit is on its disk before it is answered. A peer that has gone is noticed within about 15 s, and its locks with it. Writes
    /// find rows by their keys: a plan that was kept from when a table was small must not read all of it when it has grown.
    /// </summary>
    private static readonly (string Name, string Value)[] AtMain =
    [
        ("synchronous_commit", "on"),
        ("enable_seqscan", "off"),
        ("jit", "off"),
        ("tcp_keepalives_idle", "5"),
        ("tcp_keepalives_interval", "3"),
        ("tcp_keepalives_count", "3"),
        ("tcp_user_timeout", "15000"),
    ];

    /// <summary>The settings of sessions that read, as the <c>options</c> of a connection.</summary>
    public static string OfReaders { get; } = Options(Everywhere);

    /// <summary>The settings of sessions at the main database, as the <c>options</c> of a connection.</summary>
    public static string OfMain { get; } = Options([.. Everywhere, .. AtMain]);

    /// <summary>In options a backslash keeps a space from ending the argument.</summary>
    private static string Options(IEnumerable<(string Name, string Value)> settings) =>
        string.Join(' ', settings.Select(setting => $"-c {setting.Name}={setting.Value.Replace(" ", "\\ ", StringComparison.Ordinal)}"));
}
