using System.Collections.Concurrent;
using System.Text.Json;
using CcatOps.Faults.Evaluation;

namespace CcatOps.Faults.Report;

/// <summary>The figures of all scenarios, in <c>TestResults/faults.md</c> and <c>faults.json</c>. A run adds to what it finds there.</summary>
internal static class FaultReport
{
    private static readonly JsonSerializerOptions json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };
    private static readonly ConcurrentQueue<Outcome> outcomes = new();

    public static void Add(Attack attack, Verdict verdict) => outcomes.Enqueue(Outcome.Of(attack, verdict));

    public static async Task WriteAsync()
    {
        if (outcomes.IsEmpty)
            return;
        var folder = Path.Combine(Root(), "TestResults");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "faults.json");
        var before = File.Exists(file) ? JsonSerializer.Deserialize<Outcome[]>(await File.ReadAllTextAsync(file), json)! : [];
        Outcome[] all =
        [
            .. before.Concat(outcomes).GroupBy(outcome => (outcome.Guarantee, outcome.Attack)).Select(group => group.Aggregate((a, b) => a.Plus(b)))
                .OrderBy(outcome => outcome.IsNegativeControl).ThenBy(outcome => outcome.Guarantee).ThenBy(outcome => outcome.Attack),
        ];
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(all, json));
        await File.WriteAllLinesAsync(Path.Combine(folder, "faults.md"), Table(all));
    }

    internal static IEnumerable<string> Table(IReadOnlyList<Outcome> all) =>
    [
        "| guarantee | attack | times | writes accepted | lost | twice | out of order | false failures | reads gone back | unjustified refusals | other |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        .. all.Where(outcome => !outcome.IsNegativeControl).Select(Line),
        Line(Sum("**All**", [.. all.Where(outcome => !outcome.IsNegativeControl)])),
        .. all.Where(outcome => outcome.IsNegativeControl).Select(outcome => Line(outcome with { Guarantee = "*negative control*" })),
    ];

    private static Outcome Sum(string name, IReadOnlyList<Outcome> all) =>
        all.Aggregate(new Outcome(name, "", false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), (sum, next) => sum.Plus(next));

    private static string Line(Outcome row) => FormattableString.Invariant(
        $"| {row.Guarantee} | {row.Attack} | {row.Times} | {row.Accepted} | {row.Lost} | {row.Twice} | {row.OutOfOrder} | {row.FalseFailures} | {row.ReadsBack} | {row.Refused} | {row.Others} |");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CcatOps.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
