namespace CcatOps.Infrastructure.Configuration.Files;

internal static class SettingsFile
{
    /// <summary>Reads the file from the first of the two places that has it; null: neither has.</summary>
    public static SourceLayer? Read(ConfigurationSources sources, string relativePath, Func<string, string, SourceLayer> parse)
    {
        var path = new[] { sources.WorkingDirectory, sources.BinaryDirectory }
            .Select(directory => Path.Combine(directory, relativePath))
            .FirstOrDefault(Path.Exists);
        if (path is null)
            return null;
        var (text, fault) = TextFile.Read(path);
        return fault is null
            ? parse(path, text)
            : SourceLayer.Unreadable(new SettingsFault(Path.GetFileName(path), null, path, $"the file {fault.Problem}", fault.Remedy));
    }
}
