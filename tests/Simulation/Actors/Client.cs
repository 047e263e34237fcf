using CcatOps.Application.Errors;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Features.RawDataFiles;
using CcatOps.Application.Reads;
using CcatOps.Application.Resources;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Schema;
using CcatOps.Simulation.Scheduling;
using CcatOps.Simulation.Site;

namespace CcatOps.Simulation.Actors;

/// <summary>A telescope's script: it starts, files and finishes, repeats what was not answered, and looks at what it has written.</summary>
internal sealed class Client(World world, Processes processes, string name)
{
    private static readonly string[] Endings = ["completed", "failed", "aborted"];

    private readonly List<Known> open = [];
    private readonly List<Known> mine = [];
    private int requests;

    public async Task RunAsync()
    {
        for (var step = world.Random.Next(5, 25); step > 0; step--)
        {
            await PauseAsync(world.Random.Seconds(0, 3));
            var running = open.Count > 0 ? world.Random.Pick(open) : null;
            var execution = mine.Count > 0 ? world.Random.Pick(mine) : null;
            await ((world.Random.Next(8), running, execution) switch
            {
                (0, _, _) or (1, null, _) or ( < 4, _, null) => StartAsync(),
                (1, { }, _) => FinishAsync(running),
                (2, _, { }) => FileAsync(execution),
                (3, _, { }) => FilesAsync(execution),
                (4 or 5, _, _) => ListAsync(),
                _ => GetAsync(),
            });
        }
    }

    private async Task StartAsync()
    {
        var id = world.Random.Guid();
        var unit = world.Random.Chance(0.1) ? 99 : world.Random.Next(1, 4);
        var request = new StartObservation { Id = world.Random.Chance(0.7) ? id : null, ObsUnitId = unit };
        if (await WriteAsync((process, key) => new StartObservationHandler(process.Router(name, key), world.Clock)
            .Handle(request, CancellationToken.None), record => record.Sync) is not { } answer)
        {
            return;
        }

        var known = new Known(answer.Record.Id, unit, answer.Record.Sync!.TransactionId!.Value);
        open.Add(known);
        mine.Add(known);
        world.Knowledge.Executions.Add(known);
    }

    private async Task FinishAsync(Known execution)
    {
        open.Remove(execution);
        var request = new FinishObservation { Id = execution.Id, Status = world.Random.Pick(Endings) };
        if (await WriteAsync((process, key) =>
            new FinishObservationHandler(process.Router(name, key), process.Mirror, process.Observations, History(key), world.Clock)
                .Handle(request, CancellationToken.None), record => record.Sync, execution) is { } answer)
        {
            execution.Finish = (request.Status!, answer.Record.Sync!.TransactionId!.Value);
        }
    }

    private ExecutionHistory History(string? key) => new(world.Site, new SiteProcess.Request(name, key), world.Clock);

    private async Task FileAsync(Known execution)
    {
        var request = NewFile(execution);
        if (await WriteAsync((process, key) => new CreateHandler<RawDataFile, RegisterRawDataFile>(
                RawDataFiles.Resource, process.Router(name, key), NoKeys.Instance, world.Site, new SiteProcess.Request(name, key), world.Clock)
            .Handle(request, CancellationToken.None), record => record.Sync) is { } answer)
        {
            execution.Files[answer.Record.Id] = answer.Record.Sync!.TransactionId!.Value;
        }
    }

    private async Task FilesAsync(Known execution)
    {
        Known[] among = [execution, world.Random.Pick(mine)];
        var targets = Enumerable.Range(0, world.Random.Next(1, 5)).Select(_ => world.Random.Pick(among)).ToArray();
        var request = new RegisterRawDataFiles([.. targets.Select(NewFile)]);
        if (await WriteAsync((process, key) => new RegisterRawDataFilesHandler(process.Router(name, key), world.Clock)
            .Handle(request, CancellationToken.None), record => record.Sync) is not { } answer)
        {
            return;
        }

        foreach (var (target, id) in targets.Zip(answer.Record.Ids))
            target.Files[id] = answer.Record.Sync.TransactionId!.Value;
    }

    private async Task GetAsync()
    {
        if (world.Knowledge.Executions.Count == 0)
            return;
        var expected = Knowledge.Expect(world.Random.Pick(world.Knowledge.Executions));
        await ReadAsync(async process =>
        {
            var overlay = await process.Mirror.GetCurrentAsync(CancellationToken.None);
            var seen = await process.Observations.FindAsync(overlay, expected.Id, CancellationToken.None);
            world.Knowledge.Compare(expected, seen, "a read by id");
        });
    }

    private async Task ListAsync()
    {
        var unit = world.Random.Next(1, 4);
        var expected = world.Knowledge.Executions
            .Where(known => known.ObsUnitId == unit && !world.Knowledge.IsGone(known.Start)).Select(Knowledge.Expect).ToArray();
        await ReadAsync(async process =>
        {
            var filter = new RecordFilter<ExecutedObsUnit>().Where(ExecutedObsUnits.ObsUnitId, unit);
            var overlay = await process.Mirror.GetCurrentAsync(CancellationToken.None);
            var paging = new Paging { Limit = 1_000, Count = CountKind.Exact };
            var listing = await process.Observations.ListAsync(overlay, filter, paging, withAllFiles: true, CancellationToken.None);
            foreach (var each in expected)
                world.Knowledge.Compare(each, listing.Items.FirstOrDefault(item => item.Id == each.Id), "a list");
            if (listing.Items.DistinctBy(item => item.Id).Count() != listing.Items.Count)
                world.Judge.Find("lists show each record once", $"unit {unit}");
        });
    }

    private async Task ReadAsync(Func<SiteProcess, Task> readAsync)
    {
        try
        {
            var process = processes.Any();
            await process.ServeAsync(async () =>
            {
                await readAsync(process);
                return true;
            });
        }
        catch (Exception exception) when (IsOutage(exception))
        {
            // It may be refused, but not be wrong.
        }
    }

    /// <summary>Sends a write until it is answered, to any process, and now and then once more.</summary>
    private async Task<Written<T>?> WriteAsync<T>(
        Func<SiteProcess, string, Task<Written<T>>> send, Func<T, Sync?> syncOf, Known? target = null)
    {
        var key = $"{name}-{++requests}";
        for (var attempt = 0; attempt < 25; attempt++)
        {
            try
            {
                var process = processes.Any();
                var answer = await process.ServeAsync(() => send(process, key));
                world.Knowledge.Answered(key, syncOf(answer.Record)!.TransactionId!.Value);
                if (!world.Random.Chance(0.1))
                    return answer;
            }
            catch (Exception exception) when (IsOutage(exception) || exception is BufferFullException)
            {
                // Neither yes nor no: the same again, under the same key.
            }
            catch (NotFoundException) when (target is not null && world.Knowledge.IsGone(target.Start))
            {
                return null;
            }

            await PauseAsync(world.Random.Seconds(0.1, 4));
        }

        return null;
    }

    private RegisterRawDataFile NewFile(Known execution) => new()
    {
        ExecutedObsUnitId = execution.Id,
        Name = "data.fits",
        Id = world.Random.Guid(),
    };

    private Task PauseAsync(TimeSpan time) => world.Scheduler.SleepAsync(time, host: null, name);

    private static bool IsOutage(Exception exception) =>
        exception is BufferUnavailableException or LocalDatabaseUnavailableException or ConnectionLostException;

    /// <summary>No client plans anything.</summary>
    private sealed class NoKeys : IIntegerKeys
    {
        public static readonly NoKeys Instance = new();

        public Task<int> NextAsync(Table table, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
