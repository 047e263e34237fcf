using System.Text.RegularExpressions;
using CcatOps.Deployment.Tests.Kits.Sites;

namespace CcatOps.Deployment.Tests.Kits.Monitoring;

/// <summary>The metrics of a running secondary site after some requests, as Prometheus gets them.</summary>
internal sealed partial record Scrape(string Text, IReadOnlyDictionary<string, Dictionary<string, HashSet<string>>> Series)
{
    private static Task<Scrape>? taken;

    /// <summary>Taken once for all tests.</summary>
    public static Task<Scrape> TakenAsync() => taken ??= TakeAsync();

    private static async Task<Scrape> TakeAsync()
    {
        await using var site = await EmbeddedSite.StartAsync();
        using var client = new HttpClient { BaseAddress = site.Address };
        using var refused = await client.GetAsync(new Uri("/obs_unit", UriKind.Relative));
        var text = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return new(text, Parse(text));
    }

    /// <summary>The labels of each metric, with their values.</summary>
    private static Dictionary<string, Dictionary<string, HashSet<string>>> Parse(string text)
    {
        var series = new Dictionary<string, Dictionary<string, HashSet<string>>>();
        foreach (var sample in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => Sample().Match(line)))
        {
            if (!series.TryGetValue(sample.Groups["name"].Value, out var labels))
                series[sample.Groups["name"].Value] = labels = [];
            foreach (Match label in Label().Matches(sample.Groups["labels"].Value))
            {
                if (!labels.TryGetValue(label.Groups[1].Value, out var values))
                    labels[label.Groups[1].Value] = values = [];
                values.Add(label.Groups[2].Value);
            }
        }

        return series;
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][\w:]*)(\{(?<labels>.*)\})? """)]
    private static partial Regex Sample();

    [GeneratedRegex("""(\w+)="([^"]*)"[,]?""")]
    private static partial Regex Label();
}
