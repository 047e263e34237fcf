using System.Globalization;
using System.Net;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.TestBed;

/// <summary>A process for tests to freeze and kill: it starts a stage when asked to, then answers HTTP.</summary>
internal static class StageHost
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not [var port, .. var wishes])
        {
            await Console.Error.WriteLineAsync("A port is missing.");
            return 64;
        }

        await using var stage = wishes.Contains("with-stage") ? await TwoSiteStage.StartAsync() : null;
        using var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{int.Parse(port, CultureInfo.InvariantCulture)}/");
        listener.Start();
        while (true)
        {
            var request = await listener.GetContextAsync();
            var environment = string.Join('\n', Environment.GetEnvironmentVariables().Keys.Cast<string>());
            await request.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(environment));
            request.Response.Close();
        }
    }
}
