using System.CommandLine;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Commands;

/// <summary>The commands <c>buffer …</c>.</summary>
internal static class BufferCommands
{
    public static Command Create(ClientOptions options)
    {
        var reason = CommonOptions.Reason("Why; everybody who looks at the site reads it.");
        var why = new Option<string?>("--reason") { Description = "Why; it goes into the audit.", HelpName = "text" };
        return new("buffer", "The buffer of a secondary site.")
        {
            options.Run(
                new Command("pause", "Stop sending to the main database until resumed. Writes go on being accepted.") { reason },
                (session, result, cancellationToken) => SendAsync(session, "pause", result.GetValue(reason), cancellationToken)),
            options.Run(
                new Command("resume", "Let the sending go on after a pause.") { why },
                (session, result, cancellationToken) => SendAsync(session, "resume", result.GetValue(why), cancellationToken)),
        };
    }

    private static async Task<int> SendAsync(Session session, string verb, string? reason, CancellationToken cancellationToken)
    {
        var body = reason is null ? [] : new JsonObject { ["reason"] = reason };
        var buffer = await session.Api.PostAsync($"api/buffer/{verb}", body, cancellationToken);
        session.Print(buffer, () => new(
            ["drain", "waiting", "unconfirmed", "failed", "parked", "paused_by", "reason"],
            [
                [
                    buffer.Text("drain", "state") ?? "", buffer.Text("depth") ?? "", buffer.Text("unconfirmed") ?? "", buffer.Text("failed") ?? "",
                    buffer.Text("parked") ?? "", buffer.Text("drain", "pause", "principal") ?? "", buffer.Text("drain", "pause", "reason") ?? "",
                ],
            ]));
        return ExitCodes.Done;
    }
}
