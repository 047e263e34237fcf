using CcatOps.Domain.Sites;
using CcatOps.Domain.Status;

namespace CcatOps.Application.Features.Status;

/// <summary>A site at a glance. What follows the severity is null without the permission <c>view:buffer</c>.</summary>
public sealed record StatusView
{
    /// <summary>When it was looked at, by this process.</summary>
    public required DateTimeOffset At { get; init; }

    public required StatusSite Site { get; init; }

    /// <summary>One sentence: whether the data is safe, and where it is.</summary>
    public required string Verdict { get; init; }

    /// <summary><c>ok</c>, <c>waiting</c> (it passes by itself) or <c>attention</c> (a person has to act).</summary>
    public required Severity Severity { get; init; }

    /// <summary>The facts behind the verdict, those that need a person first.</summary>
    public IReadOnlyList<FactView>? Facts { get; init; }

    /// <summary>The transactions by state; null while the buffer is unavailable.</summary>
    public LanesView? Lanes { get; init; }

    /// <summary>The pause of the drain; null while it is not paused.</summary>
    public PausedView? Paused { get; init; }

    /// <summary>How accepted writes are held.</summary>
    public DurabilityView? Durability { get; init; }

    /// <summary>The processes of the site, this one first; one that ended without notice is listed for a quarter of an hour.</summary>
    public IReadOnlyList<ProcessView>? Processes { get; init; }

    /// <summary>How far the clocks of the servers differ from that of this process.</summary>
    public IReadOnlyList<ClockView>? Clocks { get; init; }

    /// <summary>The room on the disks of this machine, and in the memory of Redis.</summary>
    public IReadOnlyList<DiskRoom>? Disks { get; init; }

    /// <summary>Without what changes from look to look and means nothing.</summary>
    internal StatusView WithoutMeasurements() => this with
    {
        At = default,
        Processes = Processes?.Select(process => process with { HeartbeatAt = default }).ToArray(),
        Clocks = null,
        Disks = null,
    };

    /// <summary>The part that everybody may know.</summary>
    internal StatusView ForEverybody() => new() { At = At, Site = Site, Verdict = Verdict, Severity = Severity };
}

public sealed record StatusSite(string Name, SiteType Type);

/// <param name="Code">Names the kind of fact; stable.</param>
/// <param name="Severity">As for the whole.</param>
/// <param name="Text">The fact as sentences.</param>
/// <param name="Since">Since when it holds; null: unknown, or not a matter of time.</param>
public sealed record FactView(string Code, Severity Severity, string Text, DateTimeOffset? Since);

/// <summary>The site's transactions by state.</summary>
public sealed record LanesView
{
    public required LaneView Buffered { get; init; }
    public required LaneView Applying { get; init; }

    /// <summary>At main, and not shown by the replica yet.</summary>
    public required LaneView Committed { get; init; }

    public required ReplicatedView Replicated { get; init; }
    public required LaneView Failed { get; init; }
    public required LaneView Parked { get; init; }
}

/// <param name="Count">Transactions in this state.</param>
/// <param name="OldestAt">When the oldest of them was accepted; null: none, or unknown.</param>
public sealed record LaneView(long Count, DateTimeOffset? OldestAt);

/// <param name="Count">Transactions in the last 24 h, as far as the history goes back; null: unknown.</param>
public sealed record ReplicatedView(long? Count);

public sealed record PausedView(string By, string Reason, DateTimeOffset Since);

public sealed record DurabilityView
{
    /// <summary><c>fsynced</c>, <c>everysec</c>, <c>memory</c>, <c>journal</c> (alone, without Redis), <c>none</c> or <c>unknown</c>.</summary>
    public required string Level { get; init; }

    public required BufferDurability Demanded { get; init; }

    /// <summary>Whether a journal holds a second copy.</summary>
    public required bool HasJournal { get; init; }

    /// <summary>Whether the journal takes writes in place of Redis.</summary>
    public required bool IsAlone { get; init; }

    /// <summary>The reasons why writes are refused, each with its remedy.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>The weaknesses of the buffer's durability, each with its remedy.</summary>
    public required IReadOnlyList<string> Weaknesses { get; init; }

    /// <summary>Notes for operators, such as that Redis is unavailable and the journal replaces it.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <param name="Name">The machine and the number of the process.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="HeartbeatAt">When it last reported.</param>
/// <param name="Epoch">The epoch under which it drains; null: it does not drain, or has not begun.</param>
/// <param name="Drains">Whether it has the lease.</param>
public sealed record ProcessView(string Name, DateTimeOffset StartedAt, DateTimeOffset HeartbeatAt, long? Epoch, bool Drains);

/// <param name="Name"><c>redis</c>, <c>main_database</c> or <c>local_database</c>.</param>
/// <param name="OffsetSeconds">Positive: the server's clock is ahead.</param>
public sealed record ClockView(string Name, double OffsetSeconds);
