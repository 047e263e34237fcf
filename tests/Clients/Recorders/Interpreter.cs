using CcatOps.TestBed.Processes;

namespace CcatOps.Clients.Recorders;

/// <summary>Runs Python with the client in its path. Warnings, such as that of a socket that is not closed, are errors.</summary>
internal static class Interpreter
{
    public static string ClientFolder { get; } = Path.Combine(AppContext.BaseDirectory, "clients", "python");

    public static string ClientFile { get; } = Path.Combine(ClientFolder, "ccatops.py");

    public static string ProgramOf(string name) => Path.Combine(AppContext.BaseDirectory, "Programs", name);

    public static ChildCommand CommandOf(params IReadOnlyList<string> arguments) => new("python3", ["-W", "error", "-B", .. arguments])
    {
        Environment = new Dictionary<string, string> { ["PYTHONPATH"] = ClientFolder, ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin" },
    };

    /// <summary>Runs a script to its end, and returns what it printed.</summary>
    public static Task<string> RunAsync(string script, params (string Name, string Value)[] environment) =>
        ChildProcess.RunAsync(CommandOf("-c", script).With(environment));

    public static ChildCommand With(this ChildCommand command, params IEnumerable<(string Name, string Value)> variables)
    {
        var environment = new Dictionary<string, string>(command.Environment ?? new Dictionary<string, string>());
        foreach (var (name, value) in variables)
            environment[name] = value;
        return command with { Environment = environment };
    }
}
