namespace CcatOps.Infrastructure.Configuration.Table;

/// <summary>
/// One setting: its environment name, the paths under a section of the TOML file that mean it, and its default as text.
/// </summary>
internal abstract record Setting(string Name, IReadOnlyList<string> TomlPaths, string Default, string About)
{
    public abstract ValueKind Kind { get; }
}

internal sealed record Setting<T>(string Name, IReadOnlyList<string> TomlPaths, ValueKind<T> TypedKind, string Default, string About)
    : Setting(Name, TomlPaths, Default, About)
{
    public override ValueKind Kind => TypedKind;
}
