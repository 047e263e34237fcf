using System.Text.RegularExpressions;

namespace CcatOps.Deployment.Tests.Kits.Monitoring;

/// <summary>Compares the metrics and labels that a query names with a scrape.</summary>
internal static partial class PromQl
{
    /// <summary>Given by Prometheus and its configuration.</summary>
    private static readonly string[] TargetLabels = ["job", "site", "instance"];

    /// <summary>Not from this service: whether a target answered, and the blackbox exporter.</summary>
    private static readonly string[] ForeignMetrics = ["up", "probe_ssl_earliest_cert_expiry"];

    private static readonly string[] Words = ["and", "or", "unless", "by", "on", "without", "ignoring", "bool", "offset"];

    /// <summary>The metrics and labels that the query names and the scrape does not have.</summary>
    public static IReadOnlyList<string> Missing(string query, Scrape scrape)
    {
        var missing = new List<string>();
        var known = new HashSet<string>(TargetLabels);
        var rest = Durations().Replace(Grouping().Replace(query, " "), " ");
        foreach (Match selector in Selector().Matches(rest))
        {
            var name = selector.Groups["name"].Value;
            if (Words.Contains(name) || ForeignMetrics.Contains(name))
                continue;
            if (!scrape.Series.TryGetValue(name, out var labels))
            {
                missing.Add(name);
                continue;
            }

            known.UnionWith(labels.Keys);
            foreach (Match matcher in Matcher().Matches(selector.Groups["matchers"].Value))
            {
                var (label, relation, value) = (matcher.Groups[1].Value, matcher.Groups[2].Value, matcher.Groups[3].Value);
                if (TargetLabels.Contains(label))
                    continue;
                if (!labels.TryGetValue(label, out var values))
                    missing.Add($"{name}{{{label}}}");
                else if (relation is "=" or "!=" && !values.Contains(value))
                    missing.Add($"{name}{{{label}=\"{value}\"}}");
            }
        }

        missing.AddRange(Grouping().Matches(query)
            .SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(label => !known.Contains(label))
            .Select(label => $"by ({label})"));
        return missing;
    }

    [GeneratedRegex("""\b(by|on|without|ignoring)\s*\((?<labels>[^)]*)\)""")]
    private static partial Regex Grouping();

    [GeneratedRegex("""\[[^\]]*\]""")]
    private static partial Regex Durations();

    /// <summary>A name that is no function, with its matchers.</summary>
    [GeneratedRegex("""(?<![\w"])(?<name>[a-zA-Z_:][\w:]*)\b(?!\s*\()(\{(?<matchers>[^}]*)\})?""")]
    private static partial Regex Selector();

    [GeneratedRegex("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"")]
    private static partial Regex Matcher();
}
