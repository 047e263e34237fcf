using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using CcatOps.Faults.Evaluation;

namespace CcatOps.Faults.Load;

/// <summary>What the clients of one load know, in memory, and every request in a file for the one who looks for a cause.</summary>
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

    /// <summary>What clients saw that may not be.</summary>
    public IReadOnlyList<Violation> Violations => [.. violations];

    /// <summary>Keys of writes whose fate their client does not know: they may have taken effect, once.</summary>
    public IReadOnlySet<string> OpenKeys => open.Keys.ToHashSet();

    /// <summary>How many requests got no answer at all, or a 503.</summary>
    public int Unanswered => Volatile.Read(ref unanswered);

    /// <summary>How many answers had this status.</summary>
    public int Count(int status) => statuses.GetValueOrDefault(status);

    public long NextOrdinal() => Interlocked.Increment(ref ordinal);

    public void Sends(string key) => open[key] = true;

    public void Settled(string key) => open.TryRemove(key, out _);

    public void Accept(AcceptedWrite write)
    {
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
