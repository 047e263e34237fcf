using CcatOps.Api.Shell;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging.Console;

namespace CcatOps.Api.Hosting;

/// <summary>The host as every deployment has it, before anything is known of the site.</summary>
internal static class ServiceDefaults
{
    private const string DefaultUrl = "http://localhost:8000";

    /// <summary>Else the working directory is watched for files of settings, and every write to the journal in it is told of.</summary>
    private const string NothingReloaded = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>SIGTERM must end the process within 5 s.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(4);

    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder([NothingReloaded, .. args]);
        builder.LeaveOutJsonFiles();
        builder.AddLogging();
        builder.Host.UseDefaultServiceProvider(options => options.ValidateScopes = options.ValidateOnBuild = true);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.Services.Configure<KestrelServerOptions>(RequestLimits.Configure);
        if (!builder.IsToldWhereToListen())
            builder.WebHost.UseUrls(DefaultUrl);
        return builder;
    }

    /// <summary>Settings have three sources (docs, "Settings"); an appsettings.json in the working directory is none of them.</summary>
    private static void LeaveOutJsonFiles(this WebApplicationBuilder builder)
    {
        foreach (var source in builder.Configuration.Sources.OfType<JsonConfigurationSource>().ToArray())
            builder.Configuration.Sources.Remove(source);
    }

    private static bool IsToldWhereToListen(this WebApplicationBuilder builder) =>
        builder.Configuration["urls"] is not null
        || builder.Configuration["http_ports"] is not null
        || builder.Configuration["https_ports"] is not null
        || builder.Configuration.GetSection("Kestrel:Endpoints").Exists();

    private static void AddLogging(this WebApplicationBuilder builder)
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Default"] = nameof(LogLevel.Information),
                ["Logging:LogLevel:Microsoft"] = nameof(LogLevel.Warning),
                ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = nameof(LogLevel.Information),
                // Refusals are logged once, with their addresses and bounded (Shell/Refusals); the framework's handlers do neither.
                ["Logging:LogLevel:CcatOps.Api.Authentication"] = nameof(LogLevel.Warning),
                ["Logging:LogLevel:CcatOps.Api.Sessions"] = nameof(LogLevel.Warning),
                [$"Logging:LogLevel:{typeof(Sessions.GithubHandler)}"] = nameof(LogLevel.Error),
            },
        });
        builder.Logging.ClearProviders()
            .AddConsole(options => options.FormatterName = PlainConsole.FormatterName)
            .AddConsoleFormatter<PlainConsole, ConsoleFormatterOptions>();
    }
}
