using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using CcatOps.Api.Hosting;
using CcatOps.Application.Serialization;
using CcatOps.Infrastructure.Configuration;
using CcatOps.Infrastructure.Configuration.Files;

namespace CcatOps.Api.Commands;

/// <summary>Reads the settings, and says what is wrong with them where they cannot be used.</summary>
internal static class SettingsCheck
{
    private static readonly JsonSerializerOptions Indented = new(WireJson.Options) { WriteIndented = true };

    public static bool TryLoad(IHostEnvironment environment, [NotNullWhen(true)] out Settings? settings)
    {
        var result = Load(environment);
        settings = (result as SettingsResult.Loaded)?.Settings;
        if (result is SettingsResult.Refused refused)
            Console.Error.WriteLine(PrintableText.Lines($"{refused}"));
        else if (result is SettingsResult.Loaded loaded)
            Warn(loaded.Warnings);
        return settings is not null;
    }

    public static int Print(IHostEnvironment environment, bool asJson)
    {
        switch (Load(environment))
        {
            case SettingsResult.Loaded loaded:
                Console.Out.WriteLine(asJson ? Json(new { Valid = true, Settings = loaded.Effective, loaded.Warnings }) : Table(loaded.Effective));
                Warn(loaded.Warnings);
                return ExitCodes.Done;
            case SettingsResult.Refused refused:
                if (asJson)
                    Console.Out.WriteLine(Json(new { Valid = false, refused.Faults }));
                Console.Error.WriteLine(PrintableText.Lines($"{refused}"));
                return ExitCodes.Config;
            default:
                throw new InvalidOperationException("The loader gave neither settings nor faults.");
        }
    }

    /// <summary>Says on standard output that the settings can be used, or on standard error why not.</summary>
    /// <returns>The exit code.</returns>
    public static int Verify(IHostEnvironment environment)
    {
        if (!TryLoad(environment, out _))
            return ExitCodes.Config;
        Console.Out.WriteLine("The settings can be used.");
        return ExitCodes.Done;
    }

    private static void Warn(IReadOnlyList<SettingsFault> warnings)
    {
        foreach (var warning in warnings)
            Console.Error.WriteLine(PrintableText.Lines($"Ignored: {warning}"));
    }

    private static SettingsResult Load(IHostEnvironment environment) =>
        ConfigurationLoader.Load(ConfigurationSources.OfProcess(environment.IsDevelopment()));

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Indented);

    private static string Table(IReadOnlyList<EffectiveSetting> settings)
    {
        var name = settings.Max(setting => setting.Name.Length);
        var value = settings.Max(setting => setting.Value.Length);
        return string.Join('\n', settings.Select(
            setting => PrintableText.Line($"{setting.Name.PadRight(name)}  {setting.Value.PadRight(value)}  {setting.Source}")));
    }
}
