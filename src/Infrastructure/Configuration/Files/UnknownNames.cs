using CcatOps.Infrastructure.Configuration.Table;

namespace CcatOps.Infrastructure.Configuration.Files;

/// <summary>
/// Names in the environment and in `.env` that look like a setting and are none. No message shows a value: it may be a secret's.
/// </summary>
internal static class UnknownNames
{
    private const string Problem = "there is no setting of this name";

    private static readonly HashSet<string> names = [.. SettingTable.WithFiles.Select(setting => setting.Name)];

    /// <summary>The first words of the settings, such as <c>SITE_</c>.</summary>
    private static readonly string[] prefixes = [.. names.Select(name => name[..(name.IndexOf('_', StringComparison.Ordinal) + 1)]).Distinct()];

    /// <summary>Whether it has the prefix of a setting, or is a slip of one.</summary>
    public static bool IsSuspect(string name) =>
        !names.Contains(name) && (Array.Exists(prefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) || IsSlip(name));

    /// <summary>Whether it is a setting's but for the case and one insertion, deletion, replacement or swap.</summary>
    public static bool IsSlip(string name) =>
        !names.Contains(name) && names.Any(known => Math.Abs(known.Length - name.Length) <= 1
            && Suggestion.EditDistance(name.ToLowerInvariant(), known.ToLowerInvariant()) <= 1);

    public static SettingsFault Fault(string name, string source) => new(
        name, null, source, Problem, Meant(name) is { } meant ? $"Did you mean {meant}?" : "Remove it; docs/reference/settings.md lists the settings");

    /// <summary>The setting that was probably meant; null when none is close.</summary>
    private static string? Meant(string name) => Suggestion.Closest(name, names, known => known.ToLowerInvariant());
}
