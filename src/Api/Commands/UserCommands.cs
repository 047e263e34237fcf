using System.Globalization;
using System.Text.Json;
using CcatOps.Api.Hosting;
using CcatOps.Application.Features.Sessions;
using CcatOps.Application.Features.Users;
using CcatOps.Application.Reads;
using CcatOps.Application.Serialization;
using MediatR;

namespace CcatOps.Api.Commands;

/// <summary>Runs a command about users and sessions.</summary>
internal static class UserCommands
{
    private static readonly string[] UserHead = ["name", "kind", "github id", "roles", "state", "id"];
    private static readonly string[] SessionHead = ["login", "principal", "holder", "opened", "ends", "id"];

    public static Task RunAsync(IMediator mediator, UserCommand command) => command switch
    {
        UserCommand.List => ListAsync(mediator, command.AsJson),
        UserCommand.Disable disable => ChangeAsync(
            mediator, disable.User, id => new DisableUser { Id = id, Reason = disable.Reason }, command.AsJson, "is disabled: no token and no session is valid any more"),
        UserCommand.Enable enable => ChangeAsync(
            mediator, enable.User, id => new EnableUser { Id = id, Reason = enable.Reason }, command.AsJson, "is let in again"),
        UserCommand.Link link => ChangeAsync(
            mediator, link.User, id => new LinkUser { Id = id, GithubId = link.GithubId, Reason = link.Reason }, command.AsJson,
            $"is the person with the GitHub account {link.GithubId}"),
        UserCommand.Give give => ChangeAsync(
            mediator, give.User, id => new GiveRole(id, give.Role, give.Reason), command.AsJson, $"has the role {give.Role}"),
        UserCommand.Take take => ChangeAsync(
            mediator, take.User, id => new TakeRole(id, take.Role, take.Reason), command.AsJson, $"has the role {take.Role} no longer"),
        UserCommand.CloseSession close => CloseAsync(mediator, close),
        _ => ListSessionsAsync(mediator, command.AsJson),
    };

    private static async Task ChangeAsync(IMediator mediator, string user, Func<Guid, IRequest<UserView>> change, bool asJson, string done)
    {
        var found = await mediator.Send(new GetUser(user));
        var changed = await mediator.Send(change(found.Id));
        if (asJson)
            Print(changed);
        else
            await Console.Out.WriteLineAsync(PrintableText.Line($"{changed.Name} {done}."));
    }

    private static async Task ListAsync(IMediator mediator, bool asJson)
    {
        var all = new List<UserView>();
        string? next = null;
        do
        {
            var page = await mediator.Send(new ListUsers(new Paging { Limit = Paging.LargestLimit, Cursor = next }));
            all.AddRange(page.Items);
            next = page.Next;
        }
        while (next is not null);

        if (asJson)
            Print(new { Items = all });
        else
            await Console.Out.WriteLineAsync(TextTable.Of([UserHead, .. all.Select(Row)]));
    }

    private static async Task ListSessionsAsync(IMediator mediator, bool asJson)
    {
        var sessions = await mediator.Send(new ListSessions());
        if (asJson)
            Print(new { Items = sessions });
        else
            await Console.Out.WriteLineAsync(TextTable.Of([SessionHead, .. sessions.Select(Row)]));
    }

    private static async Task CloseAsync(IMediator mediator, UserCommand.CloseSession close)
    {
        var closed = await mediator.Send(new EndSession(close.Id, close.Reason));
        if (close.AsJson)
            Print(closed);
        else
            await Console.Out.WriteLineAsync(PrintableText.Line($"The session of {closed.Login} is closed."));
    }

    private static string[] Row(UserView user) =>
    [
        user.Name, WireNames.Of(user.Kind), user.GithubId?.ToString(CultureInfo.InvariantCulture) ?? "-", string.Join(' ', user.Roles),
        user.DisabledAt is { } time ? $"disabled {TextTable.Minute(time)}" : "enabled", $"{user.Id}",
    ];

    private static string[] Row(SessionView session) =>
    [
        session.Login, session.Principal, WireNames.Of(session.Holder), TextTable.Minute(session.OpenedAt), TextTable.Minute(session.EndsAt), session.Id,
    ];

    private static void Print<T>(T value) => Console.Out.WriteLine(PrintableText.Line(JsonSerializer.Serialize(value, WireJson.Options)));
}
