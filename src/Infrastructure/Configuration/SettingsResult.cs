using CcatOps.Infrastructure.Configuration.Files;

namespace CcatOps.Infrastructure.Configuration;

/// <summary>Either settings that may be used, or every reason why not.</summary>
public abstract record SettingsResult
{
    /// <summary>The exit code of a process that refuses its settings: EX_CONFIG of sysexits.h.</summary>
    public const int RefusedExitCode = 78;

    private SettingsResult()
    {
    }

    public sealed record Loaded(Settings Settings, IReadOnlyList<EffectiveSetting> Effective) : SettingsResult
    {
        /// <summary>Names that look like a setting and are ignored.</summary>
        public required IReadOnlyList<SettingsFault> Warnings { get; init; }
    }

    public sealed record Refused(IReadOnlyList<SettingsFault> Faults) : SettingsResult
    {
        /// <summary>The list for people: a heading, then one line for each fault.</summary>
        public override string ToString() =>
            string.Join('\n', Faults.Select(fault => $"  - {fault}").Prepend(Heading));

        private string Heading => Faults.Count == 1 ? "The settings have 1 fault:" : $"The settings have {Faults.Count} faults:";
    }
}
