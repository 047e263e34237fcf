using CcatOps.Infrastructure.Configuration.Files;
using CcatOps.Infrastructure.Configuration.Table;

namespace CcatOps.Infrastructure.Configuration;

/// <summary>Every setting with the value of the first source that gives it, and what is wrong with those values.</summary>
internal sealed record SettingValues
{
    private readonly IReadOnlyDictionary<Setting, ResolvedValue> values;

    private SettingValues(IReadOnlyDictionary<Setting, ResolvedValue> values) => this.values = values;

    public IEnumerable<SettingsFault> Faults => values.Values.Select(value => value.Fault).OfType<SettingsFault>();

    public IReadOnlyList<EffectiveSetting> Effective =>
        SettingTable.All.Select(setting => new EffectiveSetting(setting.Name, setting.Kind.Show(values[setting].Text), values[setting].Source)).ToList();

    public static SettingValues Resolve(IReadOnlyList<SourceLayer> layers) =>
        new(SettingTable.All.ToDictionary(setting => setting, setting => ResolvedValue.Of(setting, Find(setting, layers))));

    public static GivenValue? Find(Setting setting, IEnumerable<SourceLayer> layers) =>
        layers.Select(layer => layer.Find(setting)).FirstOrDefault(given => given is not null);

    public T Get<T>(Setting<T> setting) => (T)values[setting].Value!;

    public bool IsSound(Setting setting) => values[setting].Fault is null;

    public bool IsGiven(Setting setting) => values[setting].IsGiven;

    public SettingsFault Fault(Setting setting, string problem, string remedy) =>
        new(setting.Name, setting.Kind.Show(values[setting].Text), values[setting].Source, problem, remedy);

    /// <summary>Another default, for a setting whose default follows from others.</summary>
    public SettingValues WithDefault(Setting setting, string text) =>
        IsGiven(setting) ? this
        : new(values.ToDictionary(pair => pair.Key, pair => pair.Key == setting ? ResolvedValue.Of(setting, null, text) : pair.Value));
}

internal sealed record ResolvedValue(string Text, string Source, object? Value, SettingsFault? Fault)
{
    public required bool IsGiven { get; init; }

    public static ResolvedValue Of(Setting setting, GivenValue? given, string? preset = null)
    {
        var text = given?.Text ?? preset ?? setting.Default;
        text = setting.Kind.IsSecret ? text : text.Trim();
        var source = given?.Source ?? "default";
        var (value, problem) = setting.Kind.Read(text);
        var fault = problem is null ? null
            : new SettingsFault(setting.Name, setting.Kind.Show(text), source, problem, $"Use {setting.Kind.Expectation}");
        return new(text, source, value, fault) { IsGiven = given is not null };
    }

    public override string ToString() => Source;
}
