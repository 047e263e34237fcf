using CcatOps.Cli.Commands;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Watching;

/// <summary>Asks the service again and again, and shows what it answers; keys are obeyed meanwhile.</summary>
/// <param name="session">The service.</param>
/// <param name="interval">How long it is left alone between two questions.</param>
internal sealed class Watch(Session session, TimeSpan interval)
{
    private const int MostFailed = 500;

    private static readonly TimeSpan KeyInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan DrawInterval = TimeSpan.FromSeconds(1);

    private readonly TimeProvider time = TimeProvider.System;
    private readonly Style style = session.Terminal.IsColoured ? Style.Coloured : Style.Plain;
    private WatchView view = new();
    private long answeredAt;
    private string? opening;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var asking = (Task<Func<WatchView, WatchView>>?)AskAsync(cancellationToken);
        var askedAt = time.GetTimestamp();
        long drawnAt = 0;
        (WatchView, (int, int)) drawn = default;
        while (!cancellationToken.IsCancellationRequested)
        {
            while (Console.KeyAvailable)
            {
                if (!Obey(Console.ReadKey(intercept: true)))
                    return;
            }

            if (opening is { } id)
            {
                opening = null;
                await OpenAsync(id, cancellationToken);
            }

            if (asking is { IsCompleted: true })
            {
                view = (await asking)(view);
                asking = null;
            }

            if (asking is null && time.GetElapsedTime(askedAt) >= interval)
                (asking, askedAt) = (AskAsync(cancellationToken), time.GetTimestamp());

            if (drawn != (view, FullScreen.Size) || time.GetElapsedTime(drawnAt) >= DrawInterval)
            {
                var (width, height) = FullScreen.Size;
                view = view with { Age = view.Status is null ? default : time.GetElapsedTime(answeredAt) };
                FullScreen.Show(WatchScreen.Render(view, width, height, style));
                (drawn, drawnAt) = ((view, (width, height)), time.GetTimestamp());
            }

            await Task.Delay(KeyInterval, time, cancellationToken);
        }
    }

    /// <returns>Whether it goes on.</returns>
    private bool Obey(ConsoleKeyInfo key)
    {
        var (width, height) = FullScreen.Size;
        var page = view.Open is null ? WatchScreen.PageSize(view, width, height) : height - 2;
        switch (key.Key)
        {
            case ConsoleKey.Q:
            case ConsoleKey.Escape when view.Open is null:
                return false;
            case ConsoleKey.Escape or ConsoleKey.Backspace or ConsoleKey.LeftArrow:
                view = view with { Open = null };
                break;
            case ConsoleKey.Enter or ConsoleKey.RightArrow when view.Open is null:
                opening = view.SelectedFailed?.Text("id");
                break;
            case ConsoleKey.DownArrow or ConsoleKey.J:
                view = view.Move(1);
                break;
            case ConsoleKey.UpArrow or ConsoleKey.K:
                view = view.Move(-1);
                break;
            case ConsoleKey.PageDown or ConsoleKey.Spacebar:
                view = view.Move(page);
                break;
            case ConsoleKey.PageUp:
                view = view.Move(-page);
                break;
            case ConsoleKey.Home:
                view = view.Move(-MostFailed);
                break;
            case ConsoleKey.End:
                view = view.Move(MostFailed);
                break;
        }

        return true;
    }

    /// <returns>Applies the answers to the view, in which the person may have moved meanwhile.</returns>
    private async Task<Func<WatchView, WatchView>> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            var status = new SiteStatus(await session.Api.GetAsync(StatusCommand.Path, cancellationToken));
            answeredAt = time.GetTimestamp();
            var failed = await FailedAsync(status, cancellationToken);
            return old => failed(old with { Status = status, Fault = null });
        }
        catch (ClientFailure failure)
        {
            return old => old with { Fault = failure.Message };
        }
    }

    private async Task<Func<WatchView, WatchView>> FailedAsync(SiteStatus status, CancellationToken cancellationToken)
    {
        var failed = new List<JsonObject>();
        if (!status.Lanes.Any(lane => lane is { Name: "failed", Count: > 0 }))
            return old => old.WithFailed(failed);
        try
        {
            await foreach (var transaction in session.Api.ListAsync("api/transactions?state=failed", MostFailed, cancellationToken))
            {
                failed.Add(transaction);
                if (failed.Count == MostFailed)
                    break;
            }

            return old => old.WithFailed(failed);
        }
        catch (ClientFailure failure)
        {
            return old => old with { FailedFault = failure.Message };
        }
    }

    private async Task OpenAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var transaction = await session.Api.GetAsync($"api/transactions/{id}", cancellationToken);
            view = view with { Open = [.. TransactionText.Lines(transaction)], Top = 0 };
        }
        catch (ClientFailure failure)
        {
            view = view with { FailedFault = failure.Message };
        }
    }
}
