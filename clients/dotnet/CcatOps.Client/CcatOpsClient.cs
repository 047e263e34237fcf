using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CcatOps.Client;

/// <summary>
/// Records observations. Each write may be sent again, by this client or by its caller, and takes effect once: executions and files carry ids that
/// the client makes. <see cref="CcatOpsServices.AddCcatOpsClient"/> makes one that repeats by itself what had no answer.
/// </summary>
/// <param name="http">Has the address and the token of the service.</param>
public sealed class CcatOpsClient(HttpClient http)
{
    /// <summary>The most files that one request may register.</summary>
    private const int MostFiles = 10_000;

    /// <summary>The longest that the service holds an answer back.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Begins an execution.</summary>
    /// <exception cref="CcatOpsException">The service refuses it.</exception>
    public Task<Execution> StartAsync(NewExecution execution, CancellationToken cancellationToken = default) =>
        SendAsync<Execution>(HttpMethod.Post, "executed_obs_units/start", execution, cancellationToken);

    /// <summary>Ends an execution.</summary>
    /// <exception cref="CcatOpsException">The service refuses it: it does not know the execution, or has another end of it.</exception>
    public Task<Execution> FinishAsync(Guid execution, ExecutionEnd end, CancellationToken cancellationToken = default) =>
        SendAsync<Execution>(HttpMethod.Put, $"executed_obs_units/{execution}/finish", end, cancellationToken);

    /// <summary>Runs an observation as one execution: it ends as completed, or as failed when the observation throws.</summary>
    /// <param name="execution">The execution to begin.</param>
    /// <param name="observe">Observes; it gets the execution that runs.</param>
    /// <param name="cancellationToken">Is handed to the observation. The end is recorded all the same.</param>
    /// <exception cref="CcatOpsException">The service refuses the start or the end.</exception>
    public async Task<Execution> ExecuteAsync(
        NewExecution execution, Func<Execution, CancellationToken, Task> observe, CancellationToken cancellationToken = default)
    {
        var running = await StartAsync(execution, cancellationToken);
        try
        {
            await observe(running, cancellationToken);
        }
        catch
        {
            await FinishAsync(running.Id, new(ExecutionStatus.Failed), CancellationToken.None);
            throw;
        }

        return await FinishAsync(running.Id, new(ExecutionStatus.Completed), CancellationToken.None);
    }

    /// <summary>Registers a file of an execution.</summary>
    /// <exception cref="CcatOpsException">The service refuses it.</exception>
    public Task<RawDataFile> RegisterAsync(Guid execution, NewFile file, CancellationToken cancellationToken = default) =>
        SendAsync<RawDataFile>(HttpMethod.Post, "raw_data_files", FileOf.Execution(execution, file), cancellationToken);

    /// <summary>Registers files of an execution, 10,000 at a time; each time all of them, or none.</summary>
    /// <exception cref="CcatOpsException">The service refuses some. Those that were sent before are registered.</exception>
    public async IAsyncEnumerable<RegisteredFiles> RegisterManyAsync(
        Guid execution, IEnumerable<NewFile> files, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var chunk in files.Chunk(MostFiles))
        {
            yield return await SendAsync<RegisteredFiles>(
                HttpMethod.Post, "raw_data_files/bulk", chunk.Select(file => FileOf.Execution(execution, file)), cancellationToken);
        }
    }

    /// <summary>An execution; null if the service knows none with the id.</summary>
    /// <exception cref="CcatOpsException">The service refuses to say.</exception>
    public async Task<Execution?> FindAsync(Guid execution, CancellationToken cancellationToken = default)
    {
        try
        {
            return await SendAsync<Execution>(HttpMethod.Get, $"executed_obs_units/{execution}", body: null, cancellationToken);
        }
        catch (CcatOpsException exception) when (exception.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>All executions, the newest first, page by page as they are read.</summary>
    /// <param name="status">Those in this status; null: all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CcatOpsException">The service refuses to list them.</exception>
    public async IAsyncEnumerable<Execution> ListAsync(
        ExecutionStatus? status = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var next = $"executed_obs_units?limit=100{(status is { } one ? $"&status={JsonNamingPolicy.SnakeCaseLower.ConvertName(one.ToString())}" : "")}";
        while (next is not null)
        {
            var page = await SendAsync<Page>(HttpMethod.Get, next, body: null, cancellationToken);
            foreach (var execution in page.Items)
                yield return execution;
            next = page.Next;
        }
    }

    /// <summary>Waits until a transaction has come as far as that, or will not by itself.</summary>
    /// <param name="transaction">The transaction, from <see cref="Sync.TransactionId"/>.</param>
    /// <param name="until"><see cref="SyncState.Committed"/> or <see cref="SyncState.Replicated"/>.</param>
    /// <param name="timeout">How long at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The state it has reached: the goal or a later one, failed, parked or discarded.</returns>
    /// <exception cref="TimeoutException">It has not come as far; the message says what it waits for.</exception>
    /// <exception cref="CcatOpsException">The service does not know it.</exception>
    public async Task<TransactionStatus> WaitUntilAsync(
        Guid transaction, SyncState until, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var goal = until is SyncState.Committed or SyncState.Replicated
            ? JsonNamingPolicy.SnakeCaseLower.ConvertName(until.ToString())
            : throw new ArgumentOutOfRangeException(nameof(until), "Wait for Committed or Replicated.");
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var rest = timeout - Stopwatch.GetElapsedTime(started);
            var wait = Math.Ceiling(Math.Clamp(rest.TotalSeconds, 0, LongestWait.TotalSeconds));
            var status = await SendAsync<TransactionStatus>(
                HttpMethod.Get, $"api/transactions/{transaction}?wait={wait:0}&until={goal}", body: null, cancellationToken);
            if (status.State >= until)
                return status;
            if (Stopwatch.GetElapsedTime(started) >= timeout)
                throw new TimeoutException($"Transaction {transaction} is {goal} not yet: it is {status.State} and waits for {status.WaitsFor ?? "nothing"}.");
        }
    }

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.RelativeOrAbsolute));
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType(), options: Json);
        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new CcatOpsException(response.StatusCode, await ReadProblemAsync(response, cancellationToken));
        return (await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken))!;
    }

    private static async Task<Problem> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
                return (await response.Content.ReadFromJsonAsync<Problem>(Json, cancellationToken))!;
        }
        catch (JsonException)
        {
            // Something between here and the service answers in its place.
        }

        return new(null, $"The address {response.RequestMessage?.RequestUri} answers {(int)response.StatusCode} and gives no reason.", null, null, null, null);
    }

    private sealed record Page(IReadOnlyList<Execution> Items, string? Next);

    private sealed record FileOf(
        Guid Id, Guid ExecutedObsUnitId, string Name, string? RelativePath, long? SizeBytes, string? Checksum, string? InstrumentModule)
    {
        public static FileOf Execution(Guid execution, NewFile file) =>
            new(file.Id, execution, file.Name, file.RelativePath, file.SizeBytes, file.Checksum, file.InstrumentModule);
    }
}
