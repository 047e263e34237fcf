using CcatOps.Api.Commands;
using CcatOps.Api.Hosting;
using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure;

PrivateFiles.CreateFromNowOn();
var commandLine = new CommandLine
{
    Serve = ServeAsync,
    CheckConfig = (hostOptions, asJson) => SettingsCheck.Print(ServiceDefaults.CreateBuilder(hostOptions).Environment, asJson),
    VerifyConfig = hostOptions => SettingsCheck.Verify(ServiceDefaults.CreateBuilder(hostOptions).Environment),
    Migrate = hostOptions => ChangeSchemaAsync(hostOptions, Migration.RunAsync),
    Token = (hostOptions, command) => RunAsync(hostOptions, (builder, site) => SiteCommand.RunAsync(builder, site, command)),
    User = (hostOptions, command) => RunAsync(hostOptions, (builder, site) => SiteCommand.RunAsync(builder, site, command)),
    Partition = hostOptions => ChangeSchemaAsync(hostOptions, Migration.PartitionAsync),
};
return await commandLine.RunAsync(args);

static async Task<int> RunAsync(string[] hostOptions, Func<WebApplicationBuilder, SiteConfig, Task<int>> runAsync)
{
    var builder = ServiceDefaults.CreateBuilder(hostOptions);
    return SettingsCheck.TryLoad(builder.Environment, out var settings)
        ? await runAsync(builder, settings.Site)
        : ExitCodes.Config;
}

static async Task<int> ServeAsync(string[] hostOptions)
{
    var builder = ServiceDefaults.CreateBuilder(hostOptions);
    if (!SettingsCheck.TryLoad(builder.Environment, out var settings))
        return ExitCodes.Config;

    if (ListenAddresses.FindFault(builder.Configuration, settings.Shell.CertificatePath.Length > 0) is { } fault)
        return await CannotListenAsync(builder.Configuration, fault);

    foreach (var open in PrivateFiles.Close(settings.Site))
        await Console.Error.WriteLineAsync(PrintableText.Line(open));
    StartUp.Add(builder, settings);
    builder.Services.AddHostedService<SystemdNotifications>();
    await using var app = ServiceHost.Build(
        builder, settings.Site, services => services.AddInfrastructure(settings.Site), settings.Shell, settings.Authentication);
    if (await TopologyGate.RefusesAsync(app.Services))
        return ExitCodes.Config;

    try
    {
        await app.StartAsync();
    }
    catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
    {
        return ExitCodes.Done;
    }
    catch (Exception exception) when (exception is MainDatabaseUnavailableException or LocalDatabaseUnavailableException or BufferUnavailableException)
    {
        await Console.Error.WriteLineAsync(PrintableText.Lines(exception.Message));
        return ExitCodes.Unavailable;
    }
    catch (Exception exception) when (!app.Lifetime.ApplicationStarted.IsCancellationRequested)
    {
        return await CannotListenAsync(builder.Configuration, exception.Message.Split('\n')[0].Trim().TrimEnd('.'));
    }

    await app.WaitForShutdownAsync();
    return ExitCodes.Done;
}

static async Task<int> CannotListenAsync(ConfigurationManager configuration, string reason)
{
    var where = configuration["urls"] is { } urls ? $" on {urls}" : "";
    await Console.Error.WriteLineAsync($"Cannot listen{where}: {reason}. Choose another address with --urls, for example --urls http://localhost:8001.");
    return ExitCodes.Unavailable;
}

static async Task<int> ChangeSchemaAsync(string[] hostOptions, Func<SiteConfig, Task<int>> changeAsync) =>
    SettingsCheck.TryLoad(ServiceDefaults.CreateBuilder(hostOptions).Environment, out var settings)
        ? await changeAsync(settings.Site)
        : ExitCodes.Config;
