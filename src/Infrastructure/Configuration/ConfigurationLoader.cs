using CcatOps.Infrastructure.Configuration.Files;
using CcatOps.Infrastructure.Configuration.Table;

namespace CcatOps.Infrastructure.Configuration;

/// <summary>
/// Reads and checks all settings once: environment variables, then `.env`, then `config/settings.toml`. Opens no socket, changes no
/// process state, throws for no input.
/// </summary>
public static class ConfigurationLoader
{
    public static SettingsResult Load(ConfigurationSources sources)
    {
        var environment = WithSecrets(SourceLayer.OfEnvironment(sources.Environment));
        var dotEnv = WithSecrets(DotEnvFile.Read(sources));
        var chosen = SettingValues.Find(SettingTable.EnvironmentName, [environment, dotEnv]);
        var toml = WithSecrets(TomlFile.Read(sources, chosen?.Text.Trim() ?? TomlFile.DefaultSection, chosen));

        var values = SettingValues.Resolve([environment, dotEnv, toml]).WithDerivedDefaults(sources.IsDevelopment);
        // With a source unread, "not set" may be false; then only what stands there is judged.
        var ruleFaults = dotEnv.IsComplete && toml.IsComplete ? SettingsRules.Check(values, sources.IsDevelopment, sources.RefusesPrintedPasswords) : [];
        List<SettingsFault> faults = [.. environment.Faults, .. dotEnv.Faults, .. toml.Faults, .. values.Faults, .. ruleFaults];
        return faults.Count > 0
            ? new SettingsResult.Refused(faults)
            : new SettingsResult.Loaded(SettingsAssembly.Assemble(values) with { Effective = values.Effective }, values.Effective) { Warnings = environment.Warnings };

        SourceLayer WithSecrets(SourceLayer layer) => SecretFiles.Read(layer, sources.WorkingDirectory);
    }
}
