using System.Diagnostics;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Readme;

/// <summary>A checkout in which lines of the README can be typed: <c>run.sh</c> and its settings, with the service that is built already.</summary>
internal sealed class ReadmeFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ccatops-readme-");
    private readonly Dictionary<string, string> environment = [];

    public ReadmeFolder()
    {
        // An error status is a failure here, which curl must be told without touching its lines.
        Write(".curlrc", "fail-with-body\nwrite-out = \"\\n\"\n");
        File.Copy(Path.Combine(Repository, "run.sh"), Path.Combine(folder.FullName, "run.sh"));
        Directory.CreateDirectory(Path.Combine(folder.FullName, "config"));
        File.Copy(Path.Combine(Repository, "config", "settings.toml"), Path.Combine(folder.FullName, "config", "settings.toml"));
        var programs = Directory.CreateDirectory(Path.Combine(folder.FullName, "bin"));
        // The copy of a program keeps its right to be run.
        var dotnet = Path.Combine(programs.FullName, "dotnet");
        File.Copy(Path.Combine(Repository, "run.sh"), dotnet);
        File.WriteAllText(dotnet, $"#!/bin/bash\n[[ $1 == build ]] && exit\nshift\nexec '{Environment.ProcessPath}' '{ServiceProgram.CommandLine}' \"$@\"\n");
        Set(("CURL_HOME", folder.FullName), ("PATH", $"{programs.FullName}:{Environment.GetEnvironmentVariable("PATH")}"));
    }

    public static string Repository
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(directory!.FullName, "CcatOps.sln")))
                directory = directory.Parent;
            return directory.FullName;
        }
    }

    public void Set(params (string Name, string Value)[] variables)
    {
        foreach (var (name, value) in variables)
            environment[name] = value;
    }

    /// <summary>Runs lines until one fails.</summary>
    public async Task<(int Code, string Output)> RunAsync(string script)
    {
        Write("walk.sh", script);
        var start = new ProcessStartInfo("bash", ["-euc", "exec 2>&1; . ./walk.sh"]) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var bash = Process.Start(start)!;
        var output = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        return (bash.ExitCode, output);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(folder.FullName, name), content);
}
