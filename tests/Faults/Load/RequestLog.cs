using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using CcatOps.Faults.Evaluation;

namespace CcatOps.Faults.Load;

/// <summary>The knowledge of the clients of one load, in memory, and every request in a file for finding a cause.</summary>
internal sealed class RequestLog : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Lines = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly ConcurrentQueue<AcceptedWrite> accepted = new();
    private readonly ConcurrentQueue<Violation> violations = new();
    private readonly ConcurrentDictionary<string, bool> open = new();
    private readonly ConcurrentDictionary<int, int> statuses = new();
    private readonly ConcurrentQueue<Refusal> refusals = new();
    private readonly ConcurrentQueue<long> acceptedAt = new();
    private readonly ConcurrentQueue<string> idlePhases = new();
    private long stoppedAt;
    private readonly StreamWriter file;
    private long ordinal;
    private int unanswered;

    public RequestLog(string path)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        (Path, file) = (path, new StreamWriter(path));
    }

    public string Path { get; }

    public IReadOnlyList<AcceptedWrite> Accepted => [.. accepted.OrderBy(write => write.Ordinal)];

    public int AcceptedCount => accepted.Count;

    /// <summary>Violations that clients saw.</summary>
    public IReadOnlyList<Violation> Violations => [.. violations];

    /// <summary>Keys of writes whose fate their client does not know: they may have taken effect, once.</summary>
    public IReadOnlySet<string> OpenKeys => open.Keys.ToHashSet();

    /// <summary>How many requests got no answer at all, or a 503.</summary>
    public int Unanswered => Volatile.Read(ref unanswered);

    /// <summary>The faults that the site is under; a scenario notes them here.</summary>
    public FaultTimeline Faults { get; } = new();

    /// <summary>Why writes may stay without an answer; null: none may.</summary>
    public string? OpenBecause { get; set; }

    /// <summary>How many answers had this status.</summary>
    public int Count(int status) => statuses.GetValueOrDefault(status);

    public long NextOrdinal() => Interlocked.Increment(ref ordinal);

    public void Sends(string key) => open[key] = true;

    public void Settled(string key) => open.TryRemove(key, out _);

    public void Refused(Refusal refusal) => refusals.Enqueue(refusal);

    public void WasIdle(string phase) => idlePhases.Enqueue(phase);

    public void Stopped() => Interlocked.CompareExchange(ref stoppedAt, Stopwatch.GetTimestamp(), 0);

    /// <summary>The availability of the site as the clients saw it.</summary>
    public AvailabilityFacts Availability(int processes, bool hasJournal) => new()
    {
        Faults = Faults.Periods,
        Processes = processes,
        HasJournal = hasJournal,
        Refusals = refusals,
        AcceptedAt = acceptedAt,
        StoppedAt = Interlocked.Read(ref stoppedAt) is > 0 and var at ? at : null,
        OpenKeys = OpenKeys,
        OpenBecause = OpenBecause,
        IdlePhases = AcceptedCount > 0 ? idlePhases : [.. idlePhases, "at all"],
    };

    public void Accept(AcceptedWrite write)
    {
        acceptedAt.Enqueue(Stopwatch.GetTimestamp());
        accepted.Enqueue(write);
        Settled(write.Key);
    }

    public void Report(ViolationKind kind, string text) => violations.Enqueue(new(kind, text));

    public void Write(LoggedRequest request)
    {
        if (request.Status is { } status)
            statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
        if (request.Status is null or 503)
            Interlocked.Increment(ref unanswered);
        var line = JsonSerializer.Serialize(request, Lines);
        lock (file)
            file.WriteLine(line);
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();
}
