using System.Diagnostics;
using System.Text;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Client.Watching;

/// <summary><c>ccatops</c> in a pseudo-terminal of 80 x 24, as over SSH.</summary>
internal sealed class PseudoTerminal : IAsyncDisposable
{
    public const int Width = 80;
    public const int Height = 24;

    private readonly Process script;
    private readonly Task reading;

    private PseudoTerminal(Process script)
    {
        this.script = script;
        reading = ReadAsync();
    }

    public TerminalScreen Screen { get; } = new(Width, Height);

    /// <summary>All that came, with the sequences that a terminal obeys.</summary>
    public StringBuilder Raw { get; } = new();

    public static PseudoTerminal Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        // util-linux's script makes the pseudo-terminal; exec, so that the program is its only child.
        var line = string.Join(' ', new[] { Ccatops.DotNet, ServiceProgram.CommandLine }.Concat(arguments).Select(word => $"'{word}'"));
        var start = new ProcessStartInfo("script", ["--quiet", "--return", "--command", $"stty rows {Height} cols {Width}; exec {line}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Ccatops.Reduce(start, environment);
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["SHELL"] = "/bin/sh";
        return new(Process.Start(start)!);
    }

    /// <summary>Waits until the screen is as it should be.</summary>
    public Task<string> UntilAsync(Func<string, bool> condition, string because, double withinSeconds = 30) =>
        Eventually.AssertAsync(() => Task.FromResult(Screen.Text), condition, TimeSpan.FromSeconds(withinSeconds), because);

    public Task<string> UntilAsync(string text, double withinSeconds = 30) =>
        UntilAsync(screen => screen.Contains(text, StringComparison.Ordinal), $"the screen should show '{text}'", withinSeconds);

    public async Task PressAsync(string keys)
    {
        await script.StandardInput.WriteAsync(keys);
        await script.StandardInput.FlushAsync();
    }

    /// <summary>The exit code, once the program has ended.</summary>
    public async Task<int> ExitAsync()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await script.WaitForExitAsync(bound.Token);
        await reading;
        return script.ExitCode;
    }

    /// <summary>The files that the program has mapped, its assemblies among them.</summary>
    public string MappedFiles() => string.Concat(
        File.ReadAllText($"/proc/{script.Id}/task/{script.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(child => File.ReadAllText($"/proc/{child}/maps")));

    public async ValueTask DisposeAsync()
    {
        if (!script.HasExited)
            script.Kill(entireProcessTree: true);
        await reading;
        script.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new char[4096];
        while (await script.StandardOutput.ReadAsync(buffer) is > 0 and var count)
        {
            Screen.Write(new string(buffer, 0, count));
            lock (Raw)
                Raw.Append(buffer, 0, count);
        }
    }
}
