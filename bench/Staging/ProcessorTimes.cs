using System.Globalization;

namespace CcatOps.Bench.Staging;

/// <summary>Seconds of processor that each of the processes of a stage has used so far: where the time goes.</summary>
internal sealed record ProcessorTimes(double Service, double Redis, double Main, double Replica, double Bench)
{
    private const double TicksPerSecond = 100;

    public static async Task<ProcessorTimes> OfAsync(Stage stage, Site site) => new(
        Of(site.Process.Id),
        Of(await stage.RedisProcessAsync()),
        OfServer(stage.Servers.Primary.DataFolder),
        OfServer(stage.Servers.Replica.DataFolder),
        Of(Environment.ProcessId));

    public ProcessorTimes Since(ProcessorTimes before) => new(
        Service - before.Service, Redis - before.Redis, Main - before.Main, Replica - before.Replica, Bench - before.Bench);

    public IEnumerable<(string Process, double Seconds)> Parts() =>
        [("service", Service), ("Redis", Redis), ("main database", Main), ("replica", Replica), ("delay line and looking", Bench)];

    /// <summary>PostgreSQL's first process, those that it has started, and those of them that have ended.</summary>
    private static double OfServer(string dataFolder)
    {
        var first = int.Parse(File.ReadLines(Path.Combine(dataFolder, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        var running = Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
            .Where(id => id > 0 && Stat(id) is { } fields && fields[1] == first.ToString(CultureInfo.InvariantCulture));
        return Of(first, withEnded: true) + running.Sum(child => Of(child));
    }

    /// <summary>utime and stime, and cutime and cstime for the children that have ended.</summary>
    private static double Of(int process, bool withEnded = false) => Stat(process) is { } fields
        ? fields[11..(withEnded ? 15 : 13)].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)) / TicksPerSecond
        : 0;

    /// <summary>State, parent and so on: what follows the name, which may hold anything; null when the process has ended. See proc(5).</summary>
    private static string[]? Stat(int process)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{process}/stat");
            return line[(line.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
