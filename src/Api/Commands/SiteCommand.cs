using CcatOps.Api.Hosting;
using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure;
using FluentValidation;
using MediatR;

namespace CcatOps.Api.Commands;

/// <summary>Runs a command with the service's own parts, none of which serves or drains.</summary>
internal static class SiteCommand
{
    /// <summary>Says on standard error which site and databases it uses, unless it prints for a program.</summary>
    /// <returns>The exit code; what is wrong is printed on standard error.</returns>
    public static Task<int> RunAsync(WebApplicationBuilder builder, SiteConfig site, TokenCommand command) =>
        RunAsync(builder, site, command.AsJson, mediator => TokenCommands.RunAsync(mediator, command));

    /// <inheritdoc cref="RunAsync(WebApplicationBuilder, SiteConfig, TokenCommand)"/>
    public static Task<int> RunAsync(WebApplicationBuilder builder, SiteConfig site, UserCommand command) =>
        RunAsync(builder, site, command.AsJson, mediator => UserCommands.RunAsync(mediator, command));

    private static async Task<int> RunAsync(WebApplicationBuilder builder, SiteConfig site, bool asJson, Func<IMediator, Task> runAsync)
    {
        builder.Logging.ClearProviders();
        if (!asJson)
            await Console.Error.WriteLineAsync(About(site));
        await using var app = ServiceHost.Build(
            builder, site, services => services.AddInfrastructure(site).AddScoped<IRequestContext, CommandContext>());
        await using var scope = app.Services.CreateAsyncScope();
        try
        {
            await runAsync(scope.ServiceProvider.GetRequiredService<IMediator>());
            return ExitCodes.Done;
        }
        catch (ValidationException exception)
        {
            foreach (var fault in exception.Errors)
                await Console.Error.WriteLineAsync(PrintableText.Line($"--{fault.PropertyName.Split('[')[0].Replace('_', '-')} {fault.ErrorMessage}"));
            return ExitCodes.Usage;
        }
        catch (Exception exception) when (exception is ConflictException or NotFoundException or WriteRefusedException)
        {
            await Console.Error.WriteLineAsync(PrintableText.Lines(exception.Message));
            return ExitCodes.Usage;
        }
        catch (Exception exception) when (exception is MainDatabaseUnavailableException or LocalDatabaseUnavailableException
            or BufferUnavailableException or BufferFullException or WriteUncertainException or SessionsUnavailableException)
        {
            await Console.Error.WriteLineAsync(PrintableText.Lines(exception.Message));
            return ExitCodes.Unavailable;
        }
    }

    private static string About(SiteConfig site) => site.MainDatabase == site.LocalDatabase
        ? $"Site {site.SiteName}, database {site.MainDatabase}"
        : $"Site {site.SiteName}, main database {site.MainDatabase}, local database {site.LocalDatabase}";
}
