using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CcatOps.Simulation;

// dotnet run --project tests/Simulation -c Release -- [--seeds 2000] [--from 1] [--sabotage NoMarkers] [--output json] [--trace]
var options = args.Index().Where(arg => arg.Item.StartsWith("--", StringComparison.Ordinal))
    .ToDictionary(arg => arg.Item, arg => args.ElementAtOrDefault(arg.Index + 1));
string[] known = ["--seeds", "--from", "--sabotage", "--output", "--trace"];
if (args.FirstOrDefault(arg => arg.StartsWith('-') && !known.Contains(arg)) is { } unknown)
{
    Console.Error.WriteLine($"Unknown option '{unknown}'. Use: {string.Join(' ', known)}");
    return 64;
}

var first = Number("--from", 1);
var count = Number("--seeds", 2_000);
var sabotage = options.TryGetValue("--sabotage", out var name) ? Enum.Parse<Sabotage>(name!) : Sabotage.None;

if (options.ContainsKey("--trace"))
{
    var night = Night.Pass(first, sabotage, keepsTrace: true);
    Console.WriteLine(string.Join('\n', night.Trace));
    Console.WriteLine($"seed {night.Seed}, trace {night.TraceHash}: {night.Breach?.ToString() ?? "all rules held"}");
    return night.Breach is null ? 0 : 1;
}

var watch = Stopwatch.StartNew();
var nights = Nights.Pass(first, count, sabotage);
var broken = nights.Where(night => night.Breach is not null).ToArray();
var sums = new
{
    seeds = nights.Count,
    from = first,
    seconds = Math.Round(watch.Elapsed.TotalSeconds, 1),
    accepted = nights.Sum(night => (long)night.Accepted),
    steps = nights.Sum(night => (long)night.Steps),
    broken = broken.Select(night => new { night.Seed, night.Breach!.Rule, night.Breach.Detail }),
};
if (options.GetValueOrDefault("--output") == "json")
{
    Console.WriteLine(JsonSerializer.Serialize(sums, JsonSerializerOptions.Web));
}
else
{
    foreach (var night in broken.Take(20))
        Console.WriteLine(Nights.Explain(night));
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{sums.seeds} seeds from {first} in {sums.seconds} s: {sums.accepted} writes accepted, {sums.steps} steps, {broken.Length} broken"));
}

return broken.Length == 0 ? 0 : 1;

int Number(string option, int otherwise) =>
    options.TryGetValue(option, out var text) ? int.Parse(text!, CultureInfo.InvariantCulture) : otherwise;
