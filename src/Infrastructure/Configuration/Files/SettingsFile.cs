using System.Text;

namespace CcatOps.Infrastructure.Configuration.Files;

internal static class SettingsFile
{
    private static readonly UTF8Encoding strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the file from the first of the two places that has it; null: neither has.</summary>
    public static SourceLayer? Read(ConfigurationSources sources, string relativePath, Func<string, string, SourceLayer> parse)
    {
        var path = new[] { sources.WorkingDirectory, sources.BinaryDirectory }
            .Select(directory => Path.Combine(directory, relativePath))
            .FirstOrDefault(Path.Exists);
        if (path is null)
            return null;
        try
        {
            return parse(path, File.ReadAllText(path, strictUtf8));
        }
        catch (DecoderFallbackException)
        {
            return Unreadable(path, "the file is not UTF-8 text", "Save it as UTF-8");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Directory.Exists(path)
                ? Unreadable(path, "this is a directory, not a file", "Remove it, or put the file in its place")
                : Unreadable(path, "the file cannot be read", "Let the user of this process read it, or remove it");
        }
    }

    private static SourceLayer Unreadable(string path, string problem, string remedy) =>
        SourceLayer.Unreadable(new SettingsFault(Path.GetFileName(path), null, path, problem, remedy));
}
