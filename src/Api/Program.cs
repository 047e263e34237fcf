using CcatOps.Api.Commands;
using CcatOps.Api.Hosting;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure;

var commandLine = new CommandLine
{
    Serve = ServeAsync,
    CheckConfig = (hostOptions, asJson) => SettingsCheck.Print(ServiceDefaults.CreateBuilder(hostOptions).Environment, asJson),
    Migrate = hostOptions => ChangeSchemaAsync(hostOptions, Migration.RunAsync),
    Token = async (hostOptions, command) =>
    {
        var builder = ServiceDefaults.CreateBuilder(hostOptions);
        return SettingsCheck.TryLoad(builder.Environment, out var settings)
            ? await TokenCommands.RunAsync(builder, settings.Site, command)
            : ExitCodes.Config;
    },
    Partition = hostOptions => ChangeSchemaAsync(hostOptions, Migration.PartitionAsync),
};
return await commandLine.RunAsync(args);

static async Task<int> ServeAsync(string[] hostOptions)
{
    var builder = ServiceDefaults.CreateBuilder(hostOptions);
    if (!SettingsCheck.TryLoad(builder.Environment, out var settings))
        return ExitCodes.Config;

    await using var app = ServiceHost.Build(
        builder, settings.Site, services => services.AddInfrastructure(settings.Site), settings.Shell, settings.Authentication);
    if (await TopologyGate.RefusesAsync(app.Services))
        return ExitCodes.Config;

    if (!await EmbeddedProfile.TryPrepareAsync(app, settings))
        return ExitCodes.Unavailable;

    var hasStarted = app.Lifetime.ApplicationStarted;
    try
    {
        await app.RunAsync();
        return ExitCodes.Done;
    }
    catch (Exception exception) when (exception is IOException || !hasStarted.IsCancellationRequested)
    {
        await Console.Error.WriteLineAsync($"It cannot listen: {exception.Message} What it is to listen on is told with --urls, such as --urls http://localhost:8001.");
        return ExitCodes.Unavailable;
    }
}

static async Task<int> ChangeSchemaAsync(string[] hostOptions, Func<SiteConfig, Task<int>> changeAsync) =>
    SettingsCheck.TryLoad(ServiceDefaults.CreateBuilder(hostOptions).Environment, out var settings)
        ? await changeAsync(settings.Site)
        : ExitCodes.Config;
