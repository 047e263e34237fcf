using System.Text.Json;
using CcatOps.Api.Hosting;
using CcatOps.Application.Errors;
using CcatOps.Application.Features.Tokens;
using CcatOps.Application.Reads;
using CcatOps.Application.Serialization;
using MediatR;

namespace CcatOps.Api.Commands;

/// <summary>Runs a command about tokens.</summary>
internal static class TokenCommands
{
    public static Task RunAsync(IMediator mediator, TokenCommand command) => command switch
    {
        TokenCommand.Create create => CreateAsync(mediator, create),
        TokenCommand.Emergency emergency => MadeAsync(
            mediator.Send(new CreateEmergencyToken(emergency.Hours, emergency.Reason)), emergency.AsJson),
        TokenCommand.Revoke revoke => RevokeAsync(mediator, revoke),
        _ => ListAsync(mediator, command.AsJson),
    };

    private static Task CreateAsync(IMediator mediator, TokenCommand.Create create) => MadeAsync(
        mediator.Send(new CreateToken
        {
            Name = create.Name,
            Owner = create.Owner ?? create.Name,
            Role = create.Role,
            Scopes = create.Scopes,
            ExpiresIn = create.ExpiresIn,
            Note = create.Note,
        }),
        create.AsJson);

    private static async Task MadeAsync(Task<TokenMade> making, bool asJson)
    {
        var made = await making;
        if (asJson)
        {
            Print(new { made.View.Id, made.Token, made.View.Prefix, made.View.ExpiresAt });
            return;
        }

        await Console.Out.WriteLineAsync(made.Token);
        await Console.Error.WriteLineAsync(PrintableText.Line(
            $"Principal {made.View.Principal}; may {string.Join(' ', made.View.Scopes)}; {Until(made.View)}. The value is not shown again."));
    }

    private static async Task RevokeAsync(IMediator mediator, TokenCommand.Revoke revoke)
    {
        var found = (await AllAsync(mediator))
            .Where(token => token.Id.ToString() == revoke.Prefix || token.Prefix == revoke.Prefix
                || (revoke.Prefix.Length >= 8 && token.Prefix.EndsWith(revoke.Prefix, StringComparison.Ordinal)))
            .ToArray();
        if (found.Length > 1)
            throw new ConflictException($"{found.Length} tokens begin so; name one by its id: {string.Join(", ", found.Select(token => token.Id))}.");
        if (found.Length == 0)
            throw new NotFoundException("token", revoke.Prefix);
        var revoked = await mediator.Send(new RevokeToken(found[0].Id, revoke.Reason));
        if (revoke.AsJson)
            Print(revoked);
        else
            await Console.Out.WriteLineAsync(PrintableText.Line($"{revoked.Prefix} ({revoked.Principal}) opens nothing any more."));
    }

    private static async Task ListAsync(IMediator mediator, bool asJson)
    {
        var tokens = await AllAsync(mediator);
        if (asJson)
            Print(new { Items = tokens });
        else
            await Console.Out.WriteLineAsync(TokenTable.Of(tokens));
    }

    private static async Task<IReadOnlyList<TokenView>> AllAsync(IMediator mediator)
    {
        var all = new List<TokenView>();
        string? next = null;
        do
        {
            var page = await mediator.Send(new ListTokens(new Paging { Limit = Paging.LargestLimit, Cursor = next }));
            all.AddRange(page.Items);
            next = page.Next;
        }
        while (next is not null);
        return all;
    }

    private static string Until(TokenView token) => token.ExpiresAt is { } time ? $"until {time:yyyy-MM-dd HH:mm}Z" : "until it is revoked";

    private static void Print<T>(T value) => Console.Out.WriteLine(PrintableText.Line(JsonSerializer.Serialize(value, WireJson.Options)));
}
