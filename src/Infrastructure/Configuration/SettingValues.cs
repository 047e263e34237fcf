using CcatOps.Infrastructure.Configuration.Files;
using CcatOps.Infrastructure.Configuration.Table;

namespace CcatOps.Infrastructure.Configuration;

/// <summary>
/// Every setting with the value of the first source that gives it. <c>Unread</c> are the names that a source already finds fault
/// with: their values here are not what was meant.
/// </summary>
internal sealed record SettingValues(IReadOnlyDictionary<Setting, ResolvedValue> Resolved, IReadOnlySet<string> Unread)
{
    public IEnumerable<SettingsFault> Faults => Resolved.Values.Select(value => value.Fault).OfType<SettingsFault>();

    public IReadOnlyList<EffectiveSetting> Effective =>
        SettingTable.All
            .Select(setting => (setting, value: Resolved[setting]))
            .Select(pair => new EffectiveSetting(pair.setting.Name, pair.setting.Kind.Show(pair.value.Text), pair.value.Source))
            .ToList();

    public static SettingValues Resolve(IReadOnlyList<SourceLayer> layers) =>
        new(
            SettingTable.All.ToDictionary(setting => setting, setting => ResolvedValue.Of(setting, Find(setting, layers))),
            layers.SelectMany(layer => layer.Faults).Select(fault => fault.Setting).ToHashSet());

    public static GivenValue? Find(Setting setting, IEnumerable<SourceLayer> layers) =>
        layers.Select(layer => layer.Find(setting)).FirstOrDefault(given => given is not null);

    public T Get<T>(Setting<T> setting) => (T)Resolved[setting].Value!;

    public bool IsSound(Setting setting) => Resolved[setting].Fault is null && !Unread.Contains(setting.Name);

    public bool IsGiven(Setting setting) => Resolved[setting].IsGiven;

    public SettingsFault Fault(Setting setting, string problem, string remedy) =>
        new(setting.Name, setting.Kind.Show(Resolved[setting].Text), Resolved[setting].Source, problem, remedy);

    /// <summary>Another default, for a setting whose default follows from others.</summary>
    public SettingValues WithDefault(Setting setting, string text) =>
        IsGiven(setting) ? this
        : this with { Resolved = new Dictionary<Setting, ResolvedValue>(Resolved) { [setting] = ResolvedValue.Of(setting, null, text) } };
}

internal sealed record ResolvedValue(string Text, string Source, object? Value, SettingsFault? Fault)
{
    public required bool IsGiven { get; init; }

    public static ResolvedValue Of(Setting setting, GivenValue? given, string? preset = null)
    {
        var text = given?.Text ?? preset ?? setting.Default;
        text = setting.Kind.IsSecret ? text : text.Trim();
        var source = given?.Source ?? SourceLayer.DefaultSource;
        var (value, problem) = setting.Kind.Read(text);
        var fault = problem is null ? null
            : new SettingsFault(setting.Name, setting.Kind.Show(text), source, problem, $"Use {setting.Kind.Expectation}");
        return new(text, source, value, fault) { IsGiven = given is not null };
    }

    public override string ToString() => Source;
}
