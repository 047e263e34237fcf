using CcatOps.TestBed;
using CcatOps.TestBed.Processes;

namespace CcatOps.Clients.Recorders;

/// <summary>One run of a recorder over exposures of the night. It can be killed and goes on where its log ends.</summary>
internal sealed class RecordedNight : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private static readonly string Sheet = Path.Combine(AppContext.BaseDirectory, "samples", "night-2023-03-28.csv");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ccat-ops-clients-");
    private readonly ChildCommand command;
    private readonly SmallDisk? disk;
    private ChildProcess? process;

    private RecordedNight(ChildCommand program, Recorder recorder, Uri address, string token, (int First, int Last) exposures, Spooling? spooling)
    {
        disk = spooling?.Disk;
        command = program with { Arguments = [.. program.Arguments, .. Arguments()] };
        command = command.With(("CCATOPS_TOKEN", token), ("PACE_MS", $"{spooling?.PaceMilliseconds ?? 0}"));

        IEnumerable<string> Arguments()
        {
            IEnumerable<string> always = [$"{address}", Sheet, $"{exposures.First}", $"{exposures.Last}", $"{recorder.Series}", Log];
            return spooling is null ? always : always.Append(spooling.Folder);
        }
    }

    private string Log => Path.Combine(folder.FullName, "log");

    /// <summary>The outcomes so far, in their order.</summary>
    public IReadOnlyList<Outcome> Outcomes => File.Exists(Log)
        ? [.. File.ReadAllText(Log).Split('\n')[..^1].Select(line => line.Split(' ')).Select(part => new Outcome(part[0], int.Parse(part[1]), part[2]))]
        : [];

    public static async Task<RecordedNight> StartAsync(
        Recorder recorder, Uri address, string token, (int First, int Last) exposures, Spooling? spooling = null)
    {
        var night = new RecordedNight(await recorder.PrepareAsync(), recorder, address, token, exposures, spooling);
        await night.StartAgainAsync();
        return night;
    }

    public async Task StartAgainAsync() => process = await ChildProcess.StartAsync(disk is null ? command : disk.Inside(command));

    /// <summary>Kills the program, and starts it again.</summary>
    public async Task KillAndStartAgainAsync()
    {
        process!.Send(Signal.Kill);
        await process.DisposeAsync();
        await StartAgainAsync();
    }

    /// <summary>Waits until so many calls have an outcome.</summary>
    public Task WaitForCallsAsync(int count) => WaitForAsync(outcomes => outcomes.Count >= count, $"{count} calls should be answered");

    public Task WaitForAsync(Func<IReadOnlyList<Outcome>, bool> condition, string because) => Eventually.WaitForAsync(
        () => process!.HasExited || condition(Outcomes), Bound, because, () => process!.Output);

    /// <summary>Waits until the program has ended, with success.</summary>
    public async Task EndAsync()
    {
        await process!.Exit.WaitAsync(Bound);
        Assert.That(await process.Exit, Is.Zero, process.Output);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        folder.Delete(recursive: true);
    }
}

/// <summary>One call of a recorder: start, file or finish of an exposure, and the state or error that came of it.</summary>
internal sealed record Outcome(string Call, int Number, string Result)
{
    /// <summary>Whether the call has returned; states are in lower case, and errors are not.</summary>
    public bool IsStored => char.IsAsciiLetterLower(Result[0]);

    public string Write => $"{Call} {Number}";
}

/// <param name="Folder">The folder of the spool.</param>
/// <param name="Disk">The disk that it is on; null: the machine's.</param>
/// <param name="PaceMilliseconds">The pause between two calls.</param>
internal sealed record Spooling(string Folder, SmallDisk? Disk = null, int PaceMilliseconds = 0);
