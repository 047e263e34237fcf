using CcatOps.Infrastructure.Configuration.Table;

namespace CcatOps.Infrastructure.Configuration.Files;

/// <summary>The values of one source by the setting's name, and the errors of the source itself.</summary>
internal sealed record SourceLayer(IReadOnlyDictionary<string, GivenValue> Values, IReadOnlyList<SettingsFault> Faults)
{
    public const string EnvironmentSource = "environment variable";
    public const string DefaultSource = "default";

    public static SourceLayer Empty { get; } = new(new Dictionary<string, GivenValue>(), []);

    /// <summary>False when nobody knows which settings were to be read from it, so that what seems not set may be.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>An empty text counts as given; in the environment and `.env` it is how people leave a setting open.</summary>
    public bool EmptyIsGiven { get; init; }

    /// <summary>
    /// A name that is one slip from a setting is a fault. One that only has the prefix of a setting may be another program's, and is a warning.
    /// </summary>
    public static SourceLayer OfEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        var suspects = environment.Keys.Where(UnknownNames.IsSuspect).Order(StringComparer.Ordinal).ToLookup(UnknownNames.IsSlip);
        return new(
            SettingTable.WithFiles
                .Where(setting => environment.ContainsKey(setting.Name))
                .ToDictionary(setting => setting.Name, setting => new GivenValue(environment[setting.Name], EnvironmentSource)),
            [.. suspects[true].Select(name => UnknownNames.Fault(name, EnvironmentSource))])
        {
            Warnings = [.. suspects[false].Select(name => UnknownNames.Fault(name, EnvironmentSource))],
        };
    }

    /// <summary>Names in the source that are ignored.</summary>
    public IReadOnlyList<SettingsFault> Warnings { get; init; } = [];

    public static SourceLayer Unreadable(SettingsFault fault) => Empty with { Faults = [fault], IsComplete = false };

    public GivenValue? Find(Setting setting) =>
        Values.TryGetValue(setting.Name, out var given)
        && (!string.IsNullOrWhiteSpace(given.Text) || EmptyIsGiven || setting.Kind.EmptyIsAValue)
            ? given : null;
}

/// <summary>A value as text and where it stands. Printing it shows only where.</summary>
internal sealed record GivenValue(string Text, string Source)
{
    public override string ToString() => Source;
}
