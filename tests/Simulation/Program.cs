using System.Diagnostics;
using System.Globalization;
using CcatOps.Simulation;

// dotnet run --project tests/Simulation -c Release -- --seeds 100000 --from 1 [--sabotage NoMarkers] [--trace]
var options = args.Index().Where(arg => arg.Item.StartsWith("--", StringComparison.Ordinal))
    .ToDictionary(arg => arg.Item, arg => args.ElementAtOrDefault(arg.Index + 1));
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
foreach (var night in broken.Take(20))
    Console.WriteLine(Nights.Explain(night));
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{nights.Count} seeds from {first} in {watch.Elapsed.TotalSeconds:F1} s: {nights.Sum(night => (long)night.Accepted)} writes accepted, "
    + $"{nights.Sum(night => (long)night.Steps)} steps, {broken.Length} broken"));
return broken.Length == 0 ? 0 : 1;

int Number(string option, int otherwise) =>
    options.TryGetValue(option, out var text) ? int.Parse(text!, CultureInfo.InvariantCulture) : otherwise;
