using CcatOps.Api.Endpoints;
using CcatOps.Api.Sessions;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Configuration;
using CcatOps.Infrastructure.Sql;
using CcatOps.Infrastructure;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.Server;

namespace CcatOps.Api.Hosting;

/// <summary>
/// As soon as the server listens, and before any worker begins: prepares the embedded profile, and prints where the service is, what it uses
/// and how to get a token.
/// </summary>
internal sealed class StartUp(Settings settings, IServer server, IHostEnvironment environment, IServiceProvider services) : IHostedLifecycleService
{
    private const string Embedded = "embedded";

    /// <summary>These log an address that cannot be listened on with a stack trace; the program prints it as one line.</summary>
    private static readonly string[] LoggersOfTheServer = ["Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Extensions.Hosting.Internal.Host"];

    private bool IsEmbedded => settings.EnvironmentName == Embedded && settings.Site.MainDatabase.Type == DatabaseType.Sqlite;

    public static void Add(WebApplicationBuilder builder, Settings settings)
    {
        var listens = false;
        foreach (var category in LoggersOfTheServer)
            builder.Logging.AddFilter(category, level => listens && level >= LevelOf(builder.Configuration, category));
        builder.Services.AddSingleton(new SettingsInEffect(settings.Effective));
        builder.Services.AddSingleton<IHostedService>(provider =>
        {
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => listens = true);
            return ActivatorUtilities.CreateInstance<StartUp>(provider, settings);
        });
    }

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var token = IsEmbedded ? await PrepareAsync(cancellationToken) : null;
        await Console.Out.WriteLineAsync(StartUpText.Of(settings, environment.IsDevelopment(), Addresses(), token, FirstCode(token)));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The first run of a visitor: one process and two files, with something in them to observe.</summary>
    private async Task<FirstToken> PrepareAsync(CancellationToken cancellationToken)
    {
        await services.GetRequiredService<IMigrator>().MigrateAsync(cancellationToken);
        await services.PlantSeedAsync(cancellationToken);
        return await FirstToken.OfAsync(services);
    }

    private string? FirstCode(FirstToken? token) =>
        token?.Value is { } value ? services.GetRequiredService<FirstLogin>().OfferCode(value) : null;

    private string[] Addresses() => [.. server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []];

    /// <summary>The level of the longest prefix of the category that the settings of logging name.</summary>
    private static LogLevel LevelOf(ConfigurationManager configuration, string category)
    {
        for (var name = category; name.Length > 0; name = name[..Math.Max(0, name.LastIndexOf('.'))])
        {
            if (Enum.TryParse<LogLevel>(configuration[$"Logging:LogLevel:{name}"], ignoreCase: true, out var level))
                return level;
        }

        return LogLevel.Warning;
    }
}
