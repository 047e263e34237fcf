namespace CcatOps.TestBed;

/// <summary>How a Redis server of the test bed is set up.</summary>
public sealed record RedisOptions
{
    /// <summary>The password that clients must give; null: none.</summary>
    public string? Password { get; init; }

    /// <summary>Directives of redis.conf, over those of the test bed (append-only file, fsync on every write, no snapshots).</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The size in bytes of a disk of its own for the data; null: the machine's. The rights of root are needed.</summary>
    public long? DiskSize { get; init; }

    /// <summary>Environment variables of the server, in place of those of this process; empty: the same.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The certificate of the server. Clients then must encrypt; null: no encryption.</summary>
    public TestCertificate? Certificate { get; init; }

    /// <summary>The users, as a file in Redis's ACL format has them; null: everybody may do everything.</summary>
    public string? Acl { get; init; }

    internal IEnumerable<string> ToArguments(int port, string folder)
    {
        var settings = new Dictionary<string, string>
        {
            ["bind"] = "127.0.0.1",
            ["port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["dir"] = folder,
            ["appendonly"] = "yes",
            ["appendfsync"] = "always",
            ["save"] = "",
            ["hash-max-listpack-value"] = "4096",
        };
        if (Password is not null)
            settings["requirepass"] = Password;
        if (Certificate is { } certificate)
        {
            (settings["tls-port"], settings["port"]) = (settings["port"], "0");
            settings["tls-cert-file"] = certificate.Path;
            settings["tls-key-file"] = certificate.KeyPath;
            settings["tls-ca-cert-file"] = certificate.AuthorityPath;
            settings["tls-auth-clients"] = "no";
        }

        if (Acl is not null)
        {
            settings["aclfile"] = Path.Combine(folder, "users.acl");
            File.WriteAllText(settings["aclfile"], Acl);
        }

        foreach (var (name, value) in Settings)
            settings[name] = value;
        return settings.SelectMany(setting => new[] { $"--{setting.Key}", setting.Value });
    }
}
