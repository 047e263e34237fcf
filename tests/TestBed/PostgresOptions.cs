namespace CcatOps.TestBed;

/// <summary>How a PostgreSQL server of the test bed is set up.</summary>
public sealed record PostgresOptions
{
    /// <summary>Whether commits reach the disk. Off is faster, and then nothing may be concluded from a killed server.</summary>
    public bool Fsync { get; init; } = true;

    /// <summary>Lines for postgresql.conf, over those of the test bed; <c>ALTER SYSTEM</c> still overrides them.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The certificate of the server. Clients then must encrypt, except the tests' own superuser; null: no encryption.</summary>
    public TestCertificate? Certificate { get; init; }

    internal string ToConfiguration()
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["wal_level"] = "replica",
            ["max_wal_senders"] = "10",
            ["max_replication_slots"] = "10",
            ["hot_standby"] = "on",
            ["max_connections"] = "200",
            ["shared_buffers"] = "64MB",
            ["fsync"] = Fsync ? "on" : "off",
            // A replica asks again soon after its link was cut; the default is 5 s.
            ["wal_retrieve_retry_interval"] = "200ms",
            // In the data folder rather than in /dev/shm, so that a killed server leaves nothing outside its folder.
            ["dynamic_shared_memory_type"] = "mmap",
        };
        if (Certificate is not null)
            settings["ssl"] = "on";
        foreach (var (name, value) in Settings)
            settings[name] = value;
        return string.Concat(settings.Select(setting => $"{setting.Key} = '{setting.Value.Replace("'", "''", StringComparison.Ordinal)}'\n"));
    }
}
