using System.Diagnostics;

namespace CcatOps.Deployment.Tests.Kits;

/// <summary>Runs programs of Debian to their end.</summary>
internal static class Shell
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(120);

    /// <summary>A file or folder under <c>deploy</c>.</summary>
    public static string Deploy(params string[] path) => Path.Combine([TestContext.CurrentContext.TestDirectory, "deploy", .. path]);

    /// <summary>The root of the checkout.</summary>
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

    public static Task<Ended> RunAsync(string program, params string[] arguments) => RunAsync(new ProcessStartInfo(program, arguments));

    /// <summary>Runs a program; the output is that of both streams.</summary>
    /// <exception cref="InvalidOperationException">It is not installed, or it runs for longer than two minutes.</exception>
    public static async Task<Ended> RunAsync(ProcessStartInfo start, string input = "")
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Bound);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ran for longer than {Bound}.");
        }

        return new(process.ExitCode, await output + await error);
    }

    /// <summary>Runs a program that must succeed, and returns what it printed.</summary>
    public static async Task<string> CheckAsync(string program, params string[] arguments)
    {
        var (code, output) = await RunAsync(program, arguments);
        Assert.That(code, Is.Zero, $"{program} {string.Join(' ', arguments)}\n{output}");
        return output;
    }
}

internal sealed record Ended(int ExitCode, string Output);
