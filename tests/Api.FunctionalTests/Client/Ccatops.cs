using System.Diagnostics;
using System.Text.Json.Nodes;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Client;

/// <summary>One run of <c>ccatops</c> as a process of its own, with nothing of this one's environment but what it needs.</summary>
internal sealed record Ccatops(int Code, string Data, string Notes)
{
    public JsonObject Json => JsonNode.Parse(Data)!.AsObject();

    public string[] Lines => Data.TrimEnd('\n').Split('\n');

    /// <summary>Asks a site as an administrator.</summary>
    public static Task<Ccatops> AskAsync(Site site, params string[] arguments) => RunAsync(Of(site), null, arguments);

    /// <summary>The variables with which an administrator asks a site.</summary>
    public static Dictionary<string, string> Of(Site site, string? token = null) => new()
    {
        ["CCATOPS_URL"] = site.Address,
        ["CCATOPS_TOKEN"] = token ?? TestTokens.Admin,
    };

    public static async Task<Ccatops> RunAsync(IReadOnlyDictionary<string, string> environment, string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo(DotNet, [ServiceProgram.CommandLine, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Reduce(start, environment);
        using var process = Process.Start(start)!;
        var (data, notes) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return new(process.ExitCode, await data, await notes);
    }

    public static string DotNet => Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet";

    public static void Reduce(ProcessStartInfo start, IReadOnlyDictionary<string, string> environment)
    {
        foreach (var name in start.Environment.Keys.Where(name => name is not ("PATH" or "HOME") && !name.StartsWith("DOTNET_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        // No profile of the person who runs the tests.
        start.Environment["XDG_CONFIG_HOME"] = "/nonexistent";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
    }

    public override string ToString() => $"exit code {Code}\n{Data}\n{Notes}";
}
