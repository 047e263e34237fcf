namespace CcatOps.Cli.Connections;

/// <summary>A file with the address of a service and a token, which only its owner may read.</summary>
internal sealed record Profile(string? Url, string? Token)
{
    public const string DefaultPlace = "~/.config/ccatops/profile";

    private const UnixFileMode OfOthers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static Profile Empty { get; } = new(null, null);

    /// <summary>Reads a profile; the default one may be missing.</summary>
    /// <exception cref="ClientFailure">It is missing, unreadable, open to others, or has a line that is no setting.</exception>
    public static Profile Read(string? file, Func<string, string?> variable)
    {
        var place = file ?? DefaultFile(variable);
        if (place is null || (file is null && !File.Exists(place)))
            return Empty;
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(place) & OfOthers) is not UnixFileMode.None)
                throw Refused(place, $"is open to others; run: chmod 600 '{place}'");
            return Parse(place, File.ReadAllLines(place));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused(place, $"cannot be read: {exception.Message}");
        }
    }

    /// <summary>The record prints itself without the token.</summary>
    public override string ToString() => $"{Url}";

    private static string? DefaultFile(Func<string, string?> variable) =>
        variable("XDG_CONFIG_HOME") is { Length: > 0 } config ? Path.Combine(config, "ccatops", "profile")
        : variable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".config", "ccatops", "profile")
        : null;

    private static Profile Parse(string place, string[] lines)
    {
        var profile = Empty;
        for (var number = 1; number <= lines.Length; number++)
        {
            var line = lines[number - 1].Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            // The line itself may be a secret, and is not printed.
            profile = parts switch
            {
                ["url", var url] => profile with { Url = url.Trim('"') },
                ["token", var token] => profile with { Token = token.Trim('"') },
                _ => throw Refused(place, $"has a line {number} that is neither 'url = …' nor 'token = …'"),
            };
        }

        return profile;
    }

    private static ClientFailure Refused(string place, string reason) => new(ExitCodes.Usage, $"The profile {place} {reason}.");
}
