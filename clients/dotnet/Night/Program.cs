using System.Globalization;
using CcatOps.Client;
using Microsoft.Extensions.DependencyInjection;

// Records exposures of a night's log as a script at the telescope does, and writes each outcome into a log.
//
// Night URL CSV FIRST LAST SERIES LOG: started again with the same log, it goes on where the log ends. The token is CCATOPS_TOKEN.
var (url, sheet, first, last, series, log) = (args[0], args[1], Number(args[2]), Number(args[3]), args[4], args[5]);
var services = new ServiceCollection();
services.AddCcatOpsClient(new Uri(url), Environment.GetEnvironmentVariable("CCATOPS_TOKEN")!, patience: TimeSpan.FromSeconds(60));
await using var provider = services.BuildServiceProvider();
var client = provider.GetRequiredService<CcatOpsClient>();
var done = File.Exists(log) ? File.ReadLines(log).Select(line => line[..line.LastIndexOf(' ')]).ToHashSet() : [];

var lines = File.ReadLines(sheet).Select(line => line.Split(',')).ToArray();
var column = lines[0].Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index);
foreach (var row in lines.Skip(1))
{
    var number = Number(row[column["number"]]);
    if (number < first || number > last)
        continue;
    var execution = new Guid($"0187260{series}-0000-7000-8000-{number:D12}");
    var file = new Guid($"0187260{series}-0000-7000-9000-{number:D12}");
    var start = DateTimeOffset.Parse(row[column["start_time"]], CultureInfo.InvariantCulture);
    var end = start.AddSeconds(double.Parse(row[column["duration_seconds"]], CultureInfo.InvariantCulture));
    var status = Enum.Parse<ExecutionStatus>(row[column["status"]], ignoreCase: true);
    await CallAsync("start", number, async () => (await client.StartAsync(
        new((number % 3) + 1) { Id = execution, StartTime = start, Comment = row[column["title"]] })).Sync);
    await CallAsync("file", number, async () => (await client.RegisterAsync(
        execution, new(row[column["file_name"]]) { Id = file, SizeBytes = 33_554_432 })).Sync);
    await CallAsync("finish", number, async () => (await client.FinishAsync(execution, new(status) { EndTime = end })).Sync);
}

// Makes a call unless the log has its outcome.
async Task CallAsync(string kind, int number, Func<Task<Sync>> write)
{
    if (!done.Contains($"{kind} {number}"))
        await File.AppendAllTextAsync(log, $"{kind} {number} {(await write()).State.ToString().ToLowerInvariant()}\n");
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
