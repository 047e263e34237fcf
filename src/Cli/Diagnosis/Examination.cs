using System.Globalization;
using CcatOps.Cli.Commands;
using CcatOps.Cli.Connections;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Diagnosis;

/// <summary>Examines a site through its service.</summary>
internal static class Examination
{
    private const double LargestClockDifference = 1;
    private const double LeastDiskShare = 0.1;
    private const double LeastDays = 7;

    private static readonly TimeSpan SoonToExpire = TimeSpan.FromDays(14);

    /// <exception cref="ClientFailure">The service is unreachable, or the token does not allow the look.</exception>
    public static async Task<IReadOnlyList<Finding>> OfAsync(ApiClient api, TimeProvider time, CancellationToken cancellationToken)
    {
        var caller = await api.GetAsync("auth/me", cancellationToken);
        var status = new SiteStatus(await api.GetAsync(StatusCommand.Path, cancellationToken));
        if (!status.IsComplete)
            throw new ClientFailure(ExitCodes.NotAuthorised, "doctor needs a token with view:buffer.");
        var replication = status.SiteType == "secondary" ? await api.GetAsync("api/replication", cancellationToken) : null;
        return
        [
            Token(caller, time.GetUtcNow()),
            .. await Certificate.ExamineAsync(api.Url, time.GetUtcNow(), cancellationToken),
            .. status.Facts.Select(fact => new Finding("verdict", fact.Severity, fact.Text)),
            .. replication is null ? [] : Replica(replication),
            .. Durability(status.Answer["durability"]),
            .. Clocks(status.Answer["clocks"]),
            .. Disks(status.Answer["disks"]),
        ];
    }

    private static Finding Token(JsonObject caller, DateTimeOffset now) => caller.Time("expires_at") is { } end && end - now < SoonToExpire
        ? new("token", Finding.Waiting, $"The token of {caller.Text("principal")} ends at {Moments.Second(end)} UTC.", "Make a new one: ccatops token create --name NAME --expires-in 90d")
        : new("token", Finding.Ok, $"The token of {caller.Text("principal")} is valid.");

    private static IEnumerable<Finding> Replica(JsonObject replication)
    {
        if (replication.Text("main_fault") is { } main)
            yield return new("main", Finding.Waiting, $"The main database is unavailable: {main}", "Check the link, and MAIN_DB_* at the site. Writes are buffered meanwhile.");
        else
            yield return new("main", Finding.Ok, "The main database answers.");
        if (replication.Text("local_fault") is { } local)
            yield return new("replica", Finding.Attention, $"The local database is unavailable: {local}", "Start it, or correct LOCAL_DB_* at the site.");
        else if (replication.Text("replay_paused") == "true")
            yield return new("replica", Finding.Attention, "The replica has its replay paused.", "Run on the replica: select pg_wal_replay_resume()");
        else
            yield return new("replica", Finding.Ok, $"The replica is {replication.Text("lag_bytes") ?? "an unknown number of"} bytes behind.");
        if (replication.Number("overdue") is > 0 and var overdue)
        {
            yield return new(
                "replica", Finding.Attention, $"{Moments.Count(overdue)} transactions are not shown by the replica in time.",
                "See docs/how-to/operate.md; POST /api/replication/reconcile compares both sides.");
        }
    }

    private static IEnumerable<Finding> Durability(JsonNode? durability)
    {
        foreach (var fault in (durability?["faults"]).Texts())
            yield return new("durability", Finding.Attention, fault, "The site takes no writes until this is solved.");
        foreach (var weakness in (durability?["weaknesses"]).Texts())
            yield return new("durability", Finding.Waiting, weakness, "Or add a journal: JOURNAL_PATH.");
        if (durability.Text("level") is { } level && !(durability?["faults"]).Texts().Concat((durability?["weaknesses"]).Texts()).Any())
            yield return new("durability", Finding.Ok, level == "none" ? "Nothing is buffered here." : $"Accepted writes are held {level}.");
    }

    private static IEnumerable<Finding> Clocks(JsonNode? clocks) => clocks.Objects().Select(clock =>
    {
        var offset = Real(clock.Text("offset_seconds")) ?? 0;
        var text = string.Create(CultureInfo.InvariantCulture, $"The clock of {clock.Text("name")} differs by {offset:0.0} s.");
        return Math.Abs(offset) > LargestClockDifference
            ? new Finding("clocks", Finding.Attention, text, "Let both machines follow the same NTP servers.")
            : new Finding("clocks", Finding.Ok, text);
    });

    private static IEnumerable<Finding> Disks(JsonNode? disks) => disks.Objects().Select(disk =>
    {
        var (free, total) = (Real(disk.Text("free_bytes")) ?? 0, Real(disk.Text("total_bytes")) ?? 0);
        var days = Real(disk.Text("full_in_days"));
        var share = total > 0 ? free / total : 1;
        var text = string.Create(CultureInfo.InvariantCulture, $"{disk.Text("name")} has {Math.Floor(share * 100):0} % free{(days is null ? "" : $", and is full in {days} days at this rate")}.");
        return share < LeastDiskShare || days < LeastDays
            ? new Finding("disks", Finding.Attention, text, $"Make room{(disk.Text("path") is { } path ? $" in {path}" : "; raise maxmemory of Redis")}.")
            : new Finding("disks", Finding.Ok, text);
    });

    private static double? Real(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
