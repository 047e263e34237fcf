using CcatOps.Cli.Output;

namespace CcatOps.Cli.Watching;

/// <summary>The content of <c>watch</c>: the newest answers and the person's place in them.</summary>
internal sealed record WatchView
{
    /// <summary>The newest status; null before the first answer.</summary>
    public SiteStatus? Status { get; init; }

    /// <summary>How old it is.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>Why there is no newer one; null while there is.</summary>
    public string? Fault { get; init; }

    /// <summary>The failed transactions, the newest first.</summary>
    public IReadOnlyList<JsonObject> Failed { get; init; } = [];

    /// <summary>Why they cannot be listed; null if they can.</summary>
    public string? FailedFault { get; init; }

    /// <summary>The row that the person is at.</summary>
    public int Selected { get; init; }

    /// <summary>The first line of an opened transaction that is shown.</summary>
    public int Top { get; init; }

    /// <summary>The lines of the opened transaction; null while none is open.</summary>
    public IReadOnlyList<string>? Open { get; init; }

    public JsonObject? SelectedFailed => Selected < Failed.Count ? Failed[Selected] : null;

    /// <summary>The same with another list; the person stays at the transaction that was selected, as long as it is there.</summary>
    public WatchView WithFailed(IReadOnlyList<JsonObject> failed)
    {
        var id = SelectedFailed?.Text("id");
        var place = failed.Select(each => each.Text("id")).ToList().IndexOf(id);
        return this with { Failed = failed, FailedFault = null, Selected = place >= 0 ? place : Math.Clamp(Selected, 0, Math.Max(0, failed.Count - 1)) };
    }

    /// <summary>Moves in what is shown.</summary>
    public WatchView Move(int rows) => Open is { } lines
        ? this with { Top = Math.Clamp(Top + rows, 0, Math.Max(0, lines.Count - 1)) }
        : this with { Selected = Math.Clamp(Selected + rows, 0, Math.Max(0, Failed.Count - 1)) };
}
