using System.Globalization;

namespace CcatOps.Deployment.Tests.TwoSite;

/// <summary>Processes as the kernel lists them.</summary>
internal static class Descendants
{
    public static IReadOnlyList<int> Of(int processId)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
            .Where(id => id > 0)
            .ToLookup(id => Stat(id) is [_, var parent, ..] ? int.Parse(parent, CultureInfo.InvariantCulture) : 0);
        return [.. Below(processId)];

        IEnumerable<int> Below(int parent) => parents[parent].SelectMany(child => Below(child).Prepend(child));
    }

    public static bool IsAlive(int processId) => Stat(processId) is [not ("Z" or "X"), ..];

    /// <summary>State, parent and so on: what follows the name, which may hold anything.</summary>
    private static string[]? Stat(int processId)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{processId}/stat");
            return line[(line.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
