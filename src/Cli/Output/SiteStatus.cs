using System.Globalization;

namespace CcatOps.Cli.Output;

/// <summary>The answer of <c>GET /api/status</c>.</summary>
internal sealed class SiteStatus(JsonObject answer)
{
    private static readonly string[] LaneNames = ["buffered", "applying", "committed", "replicated", "failed", "parked"];

    public JsonObject Answer => answer;
    public DateTimeOffset At { get; } = answer.Time("at") ?? DateTimeOffset.UnixEpoch;
    public string SiteName => answer.Text("site", "name") ?? "?";
    public string SiteType => answer.Text("site", "type") ?? "?";
    public string Verdict => answer.Text("verdict") ?? "The service gives no verdict.";

    /// <summary>An unknown severity is for a person to look at.</summary>
    public string Severity => answer.Text("severity") ?? "attention";

    /// <summary>Whether the token may see more than the verdict.</summary>
    public bool IsComplete => answer["facts"] is not null;

    public IReadOnlyList<Lane> Lanes { get; } = answer["lanes"] is not JsonObject lanes
        ? []
        : [.. LaneNames.Select(name => new Lane(name, lanes.Number(name, "count"), lanes.Time(name, "oldest_at")))];

    public IEnumerable<Fact> Facts => answer["facts"].Objects()
        .Select(fact => new Fact(fact.Text("severity") ?? "attention", fact.Text("text") ?? ""));

    /// <summary>The lines about the machines: several processes, clocks that differ, disks.</summary>
    public IEnumerable<string> MachineLines
    {
        get
        {
            foreach (var process in answer["processes"].Objects())
            {
                yield return PrintableText.Line(
                    $"process {process.Text("name")}: heartbeat {AgeOf(process.Time("heartbeat_at"))} ago"
                    + (process.Text("drains") == "true" ? $", drains{(process.Text("epoch") is { } epoch ? $" in epoch {epoch}" : "")}" : ""));
            }

            foreach (var clock in answer["clocks"].Objects().Where(clock => Math.Abs(Seconds(clock)) > 1))
                yield return PrintableText.Line(string.Create(CultureInfo.InvariantCulture, $"clock of {clock.Text("name")}: {Seconds(clock):+0.0;-0.0} s"));
            foreach (var disk in answer["disks"].Objects())
            {
                yield return PrintableText.Line(
                    $"disk {disk.Text("name")}: {Bytes(disk.Number("free_bytes"))} of {Bytes(disk.Number("total_bytes"))} free"
                    + (disk.Text("full_in_days") is { } days ? $", full in {days} days at this rate" : ""));
            }
        }
    }

    public string AgeOf(DateTimeOffset? time) => time is { } known ? StatusWords.Age(At - known) : "";

    public static string Line(Fact fact, Style style) => style.Of(fact.Severity, PrintableText.Line($"{fact.Severity,-9}  {fact.Text}"));

    private static double Seconds(JsonObject clock) =>
        double.TryParse(clock.Text("offset_seconds"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;

    private static string Bytes(long? bytes) => bytes switch
    {
        null => "?",
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#} GB"),
    };
}

/// <param name="Name">The state that its transactions have.</param>
/// <param name="Count">How many they are; null: unknown.</param>
/// <param name="OldestAt">When the oldest was accepted; null: none, or unknown.</param>
internal sealed record Lane(string Name, long? Count, DateTimeOffset? OldestAt);

internal sealed record Fact(string Severity, string Text);
