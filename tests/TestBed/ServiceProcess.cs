using System.Collections;
using CcatOps.TestBed.Processes;

namespace CcatOps.TestBed;

/// <summary>
/// A .NET service as a real process with an environment of its own: only what is given, and PATH, HOME and DOTNET_*. It works in a
/// scratch folder, so no settings file of the repository is found by chance.
/// </summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private ServiceProcess(ChildProcess process, string workingDirectory)
    {
        _process = process;
        WorkingDirectory = workingDirectory;
    }

    /// <summary>The folder that the service was started in; it is deleted with this object.</summary>
    public string WorkingDirectory { get; }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>The output of the service: standard output and standard error together.</summary>
    public string Output => _process.Output;

    /// <summary>Whether the service has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Ends with the exit code (128 + n after signal n) as soon as the service has ended.</summary>
    public Task<int> Exit => _process.Exit;

    /// <summary>Starts <c>dotnet DLL ARGUMENTS</c>.</summary>
    /// <param name="dll">The service's assembly.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Its environment, beside PATH, HOME and DOTNET_*.</param>
    /// <param name="files">Files to lay into its working directory first: name and content.</param>
    /// <param name="workingDirectory">The working directory that another process has left (<see cref="LeaveAsync"/>).</param>
    /// <param name="disk">A small disk that it sees; null: none.</param>
    public static async Task<ServiceProcess> StartAsync(
        string dll,
        IReadOnlyList<string>? arguments = null,
        IReadOnlyDictionary<string, string>? environment = null,
        IReadOnlyDictionary<string, string>? files = null,
        string? workingDirectory = null,
        SmallDisk? disk = null)
    {
        var folder = workingDirectory ?? ScratchFolder.Create("service");
        foreach (var (name, content) in files ?? new Dictionary<string, string>())
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, content);
        }

        var command = new ChildCommand(Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet",
            [Path.GetFullPath(dll), .. arguments ?? []])
        {
            Environment = EnvironmentWith(environment),
            WorkingDirectory = folder,
        };
        return new(await ChildProcess.StartAsync(disk is null ? command : disk.Inside(command)), folder);
    }

    /// <summary>Polls an address until it answers with success.</summary>
    /// <exception cref="InvalidOperationException">The service ended first; the message has what it printed.</exception>
    /// <exception cref="TimeoutException">It took longer than <paramref name="within"/> (default 30 s); the message has what it printed.</exception>
    public async Task WaitUntilReadyAsync(Uri address, TimeSpan? within = null, CancellationToken cancellationToken = default)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        await Eventually.WaitForAsync(
            async () => HasExited || await AnswersAsync(client, address, cancellationToken),
            within ?? TimeSpan.FromSeconds(30), $"{address} should answer with success", () => Output, cancellationToken);
        if (HasExited)
            throw new InvalidOperationException($"The service ended with exit code {await Exit} before {address} answered.\n{Output}");
    }

    /// <summary>SIGKILL: the service ends where it is.</summary>
    public Task KillAsync() => EndAsync(Signal.Kill);

    /// <summary>SIGTERM: the service is asked to end; returns its exit code.</summary>
    public Task<int> TerminateAsync() => EndAsync(Signal.Terminate);

    /// <summary>SIGSTOP: the service stands still until <see cref="Continue"/>.</summary>
    public void Freeze() => _process.Freeze();

    /// <summary>SIGCONT.</summary>
    public void Continue() => _process.Send(Signal.Continue);

    /// <summary>Kills the service if it still runs, and leaves its working directory to the next one.</summary>
    public async Task<string> LeaveAsync()
    {
        await _process.DisposeAsync();
        return WorkingDirectory;
    }

    /// <summary>Kills the service if it still runs and deletes its working directory.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        ScratchFolder.Delete(WorkingDirectory);
    }

    private Task<int> EndAsync(Signal signal)
    {
        _process.Send(signal);
        return Exit;
    }

    private static Dictionary<string, string> EnvironmentWith(IReadOnlyDictionary<string, string>? given)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(variable => (Name: (string)variable.Key, Value: (string?)variable.Value ?? ""))
            .Where(variable => variable.Name is "PATH" or "HOME" || variable.Name.StartsWith("DOTNET_", StringComparison.Ordinal))
            .ToDictionary(variable => variable.Name, variable => variable.Value);
        foreach (var (name, value) in given ?? new Dictionary<string, string>())
            environment[name] = value;
        return environment;
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync(address, cancellationToken);
        return answer.IsSuccessStatusCode;
    }
}
