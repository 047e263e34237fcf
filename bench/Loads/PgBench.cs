using System.Globalization;
using CcatOps.TestBed;
using CcatOps.TestBed.Processes;

namespace CcatOps.Bench.Loads;

internal static class PgBench
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Loads", "direct.sql");

    /// <returns>Transactions per second.</returns>
    public static async Task<double> RunAsync(PostgresNode server, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        var seconds = Math.Max(1, (int)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        string[] arguments =
        [
            "--no-vacuum", "--protocol=prepared", $"--file={Script}", $"--client={connections}", $"--jobs={Math.Min(connections, 2)}",
            $"--time={seconds}", "--host=127.0.0.1", $"--port={server.Port}", $"--username={PostgresNode.User}", PostgresNode.Database,
        ];
        var output = await ChildProcess.RunAsync(
            new("pgbench", arguments)
            {
                Environment = new Dictionary<string, string>
                {
                    ["PATH"] = "/usr/bin:/bin",
                    ["HOME"] = "/",
                    ["LC_ALL"] = "C.UTF-8",
                    ["PGPASSWORD"] = PostgresNode.Password,
                },
            },
            cancellationToken);
        var line = output.Split('\n').First(line => line.StartsWith("tps = ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture);
    }
}
