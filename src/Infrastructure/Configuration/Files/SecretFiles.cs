using CcatOps.Infrastructure.Configuration.Table;

namespace CcatOps.Infrastructure.Configuration.Files;

/// <summary>
/// Secrets in files of their own, as orchestrators provide them: <c>NAME_FILE</c> beside every secret <c>NAME</c>. The file has the rank of the source
/// that names it. No message quotes its content.
/// </summary>
internal static class SecretFiles
{
    private const int LargestBytes = 64 * 1024;

    public static SourceLayer Read(SourceLayer layer, string workingDirectory)
    {
        var values = new Dictionary<string, GivenValue>(layer.Values);
        var faults = new List<SettingsFault>(layer.Faults);
        foreach (var secret in SettingTable.All.Where(setting => setting.Kind.IsSecret))
        {
            if (!values.Remove(SettingTable.FileNameOf(secret), out var named) || named.Text.Trim() is not { Length: > 0 } path)
                continue;
            var source = $"{SettingTable.FileNameOf(secret)}, {named.Source}";
            if (values.TryGetValue(secret.Name, out var direct) && direct.Text.Length > 0)
            {
                faults.Add(new(
                    secret.Name, null, direct.Source, $"{SettingTable.FileNameOf(secret)} gives it too ({named.Source})", "Keep one of the two"));
                continue;
            }

            var full = Path.GetFullPath(path, workingDirectory);
            var (text, problem) = ReadFile(full);
            if (problem is null)
                values[secret.Name] = new GivenValue(text, $"file {full} ({source})");
            else
                faults.Add(new(secret.Name, null, source, $"the file {full} {problem}", "Name a file that holds the secret and nothing else"));
        }

        return layer with { Values = values, Faults = faults };
    }

    private static (string Text, string? Problem) ReadFile(string path)
    {
        var (text, fault) = TextFile.Read(path, LargestBytes);
        // Editors and echo end it with a line break, which is none of the secret.
        text = text.TrimEnd('\r', '\n');
        return (text, fault?.Problem ?? (string.IsNullOrWhiteSpace(text) ? "is empty" : null));
    }
}
