using System.Collections.Concurrent;
using System.Diagnostics;
using CcatOps.TestBed;

namespace CcatOps.Deployment.Tests.TwoSite;

/// <summary>A person's terminal: runs <c>two-site</c> with folders of its own, so that a stage that a developer runs is not touched.</summary>
internal sealed class Terminal : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("two-site-test-");

    public Terminal()
    {
        // PostgreSQL runs under another account where the tests run as root.
        foreach (var path in new[] { folder.FullName, TemporaryFolder, RuntimeFolder })
            Directory.CreateDirectory(path).UnixFileMode = (UnixFileMode)0b111_101_101;
    }

    public string RuntimeFolder => System.IO.Path.Combine(folder.FullName, "run");

    public string TemporaryFolder => System.IO.Path.Combine(folder.FullName, "tmp");

    /// <summary>The folders in which programs are found.</summary>
    public string Path { get; init; } = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";

    public RunningCommand Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!, [System.IO.Path.Combine(AppContext.BaseDirectory, "CcatOps.TwoSite.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = Path;
        start.Environment["TMPDIR"] = TemporaryFolder;
        start.Environment["XDG_RUNTIME_DIR"] = RuntimeFolder;
        return new(start);
    }

    public async Task<Ended> RunAsync(params string[] arguments)
    {
        await using var command = Start(arguments);
        return new(await command.Exit, command.Output);
    }

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}

internal sealed record Ended(int ExitCode, string Output);

/// <summary>A command while it runs; it is killed with this object.</summary>
internal sealed class RunningCommand : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> lines = [];
    private readonly Process process;

    public RunningCommand(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Exit = EndAsync();
    }

    public int Id => process.Id;

    public string Output => string.Join('\n', lines);

    public Task<int> Exit { get; }

    public Task WaitForOutputAsync(string text, TimeSpan within) => Eventually.WaitForAsync(
        () => Output.Contains(text, StringComparison.Ordinal), within, $"it should print '{text}'", () => Output);

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await Exit;
        process.Dispose();
    }

    private async Task<int> EndAsync()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
