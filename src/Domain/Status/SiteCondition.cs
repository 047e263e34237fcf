namespace CcatOps.Domain.Status;

/// <summary>The state of a site, as far as the verdict depends on it.</summary>
public sealed record SiteCondition
{
    public required DateTimeOffset Now { get; init; }
    public bool IsMainSite { get; init; }

    /// <summary>Whether the site buffers critical writes; if not, each needs the main database.</summary>
    public bool Buffers { get; init; } = true;

    /// <summary>The main site in words, such as <c>Cologne</c>.</summary>
    public string MainName { get; init; } = "the main site";

    /// <summary>Transactions that are buffered or being applied.</summary>
    public long Waiting { get; init; }

    public DateTimeOffset? OldestWaiting { get; init; }

    /// <summary>Transactions that the main database has and the replica does not show yet.</summary>
    public long Unconfirmed { get; init; }

    /// <summary>Those of them that have waited longer than <c>LSN_TIMEOUT</c>.</summary>
    public long Overdue { get; init; }

    public long Failed { get; init; }
    public long Parked { get; init; }

    /// <summary>Since when the main database is unavailable; null: it is available.</summary>
    public DateTimeOffset? MainDownSince { get; init; }

    /// <summary>Since when the database that this site reads is unavailable; null: it is available.</summary>
    public DateTimeOffset? LocalDownSince { get; init; }

    /// <summary>Since when the buffer is unavailable; null: it is available, be it without Redis.</summary>
    public DateTimeOffset? BufferDownSince { get; init; }

    /// <summary>Whether the journal takes writes in place of Redis.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Whether the buffer is less durable than <c>BUFFER_DURABILITY</c> demands, so that writes are refused.</summary>
    public bool IsBelowDemand { get; init; }

    /// <summary>Whether an accepted write may be lost with its only holder.</summary>
    public bool MayLose { get; init; }

    /// <summary>Whether the buffer refuses writes for a reason of its own, such as a full disk.</summary>
    public bool RefusesWrites { get; init; }

    /// <summary>The part of the buffer that is taken; 1: full.</summary>
    public double Full { get; init; }

    /// <summary>When it will be full, in words.</summary>
    public string FullIn { get; init; } = "not filling at the present rate";

    public SitePause? Pause { get; init; }

    /// <summary>Whether a process of the site drains.</summary>
    public bool HasDrainer { get; init; } = true;

    /// <summary>Whether the main database answers and takes no writes for now.</summary>
    public bool MainRefusesForNow { get; init; }

    /// <summary>Transactions that the main database does not take for now while it takes others.</summary>
    public int SetAside { get; init; }

    public bool ReplayPaused { get; init; }
    public IReadOnlyList<ClockReading> Clocks { get; init; } = [];
    public IReadOnlyList<DiskRoom> Disks { get; init; } = [];
}

public sealed record SitePause(string By, string Reason, DateTimeOffset Since);
