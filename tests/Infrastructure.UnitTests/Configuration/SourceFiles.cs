using CcatOps.Infrastructure.Configuration;
using CcatOps.Infrastructure.Configuration.Files;

namespace CcatOps.Infrastructure.UnitTests.Configuration;

/// <summary>A working directory and a binary directory of the test's own, and the environment that goes with them.</summary>
internal sealed class SourceFiles : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("ccatops-settings-");

    public SourceFiles() => (Working, Binary) = (root.CreateSubdirectory("work").FullName, root.CreateSubdirectory("bin").FullName);

    public string Working { get; }
    public string Binary { get; }
    public Dictionary<string, string> Environment { get; } = [];

    public SourceFiles Set(string name, string value)
    {
        Environment[name] = value;
        return this;
    }

    public SourceFiles DotEnv(string text) => Write(Working, ".env", text);

    public SourceFiles Toml(string text) => Write(Working, "config/settings.toml", text);

    public SourceFiles Write(string directory, string path, string text)
    {
        var file = new FileInfo(Path.Combine(directory, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
        return this;
    }

    public SettingsResult Load(bool isDevelopment = true) =>
        ConfigurationLoader.Load(new ConfigurationSources(Environment, Working, Binary, isDevelopment));

    public SettingsResult.Loaded Loaded(bool isDevelopment = true)
    {
        var result = Load(isDevelopment);
        Assert.That(result, Is.TypeOf<SettingsResult.Loaded>(), result.ToString());
        return (SettingsResult.Loaded)result;
    }

    public Settings Settings(bool isDevelopment = true) => Loaded(isDevelopment).Settings;

    public IReadOnlyList<SettingsFault> Faults(bool isDevelopment = true)
    {
        var result = Load(isDevelopment);
        Assert.That(result, Is.TypeOf<SettingsResult.Refused>());
        return ((SettingsResult.Refused)result).Faults;
    }

    public SettingsFault Fault(bool isDevelopment = true)
    {
        var faults = Faults(isDevelopment);
        Assert.That(faults, Has.Count.EqualTo(1), string.Join('\n', faults));
        return faults[0];
    }

    public void Dispose() => root.Delete(recursive: true);
}
