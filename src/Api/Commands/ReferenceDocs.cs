using CcatOps.Api.Reference;

namespace CcatOps.Api.Commands;

/// <summary>Writes the pages of the reference, or compares them with those that are there.</summary>
internal static class ReferenceDocs
{
    private static readonly string Folder = Path.Combine("docs", "reference");

    public static async Task<int> RunAsync(bool onlyCheck)
    {
        var outdated = new List<string>();
        foreach (var page in ReferencePages.All)
        {
            var path = Path.Combine(Folder, page.Name);
            if (File.Exists(path) && await File.ReadAllTextAsync(path) == page.Text)
                continue;
            outdated.Add(path);
            if (onlyCheck)
                continue;
            Directory.CreateDirectory(Folder);
            await File.WriteAllTextAsync(path, page.Text);
        }

        if (onlyCheck && outdated.Count > 0)
        {
            await Console.Error.WriteLineAsync($"Not up to date: {string.Join(", ", outdated)}. ./run.sh docs writes them.");
            return ExitCodes.Differs;
        }

        await Console.Out.WriteLineAsync(outdated.Count == 0 ? $"{Folder} is up to date." : $"Written: {string.Join(", ", outdated)}.");
        return ExitCodes.Done;
    }
}
