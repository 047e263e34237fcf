using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Stage;

/// <summary>One run of the service's program to its end.</summary>
internal sealed record Command(int ExitCode, string Output)
{
    public static Task<Command> RunAsync(Settings settings, params string[] arguments) => RunAsync(settings, null, arguments);

    public static async Task<Command> RunAsync(Settings settings, IReadOnlyDictionary<string, string>? files, params string[] arguments)
    {
        await using var process = await ServiceProcess.StartAsync(ServiceProgram.Path, arguments, settings, files);
        await Eventually.WaitForAsync(
            () => process.HasExited, TimeSpan.FromSeconds(20), "the program should come to its end", () => process.Output);
        // The last lines may come a little after the end.
        var output = "";
        await Eventually.WaitForAsync(
            () => output.Length > 0 && output == process.Output || (output = process.Output) is null,
            TimeSpan.FromSeconds(5), "the program should print something");
        return new(await process.Exit, output);
    }
}
