using System.Threading.Channels;
using CcatOps.Application.FaultInjection;

namespace CcatOps.Infrastructure.Journal;

/// <summary>One loop that writes the records that wait, puts them on stable storage with one fsync and then completes all appends of the group.</summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    private const long LargestGroupBytes = 4 << 20;

    private readonly Channel<Waiting> waiting = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Action<IReadOnlyList<ReadOnlyMemory<byte>>, long, bool> write;
    private readonly Func<long> generation;
    private readonly TimeProvider time;
    private readonly Task writing;
    private long flushes;
    private long writingSince;

    /// <param name="write">
    /// Writes a group before it returns, or throws; gets the records, the sequence of the first, and whether they must be on stable storage.
    /// </param>
    /// <param name="generation">The generation of the buffer.</param>
    /// <param name="time">The clock.</param>
    public GroupCommit(Action<IReadOnlyList<ReadOnlyMemory<byte>>, long, bool> write, Func<long> generation, TimeProvider time)
    {
        (this.write, this.generation, this.time) = (write, generation, time);
        writing = Task.Run(WriteAllAsync);
    }

    public long Flushes => Interlocked.Read(ref flushes);

    public string? Fault { get; private set; }

    /// <summary>When the write that is under way began; null if none is.</summary>
    public DateTimeOffset? StalledSince => Interlocked.Read(ref writingSince) is not 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <exception cref="GenerationChangedException">Another generation began before the record was written.</exception>
    /// <exception cref="JournalUnavailableException">It cannot be written.</exception>
    public Task AppendAsync(Append append)
    {
        var added = new Waiting(append);
        return waiting.Writer.TryWrite(added)
            ? added.Task
            : Task.FromException(new JournalUnavailableException("it is closed."));
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writing;
    }

    private async Task WriteAllAsync()
    {
        var group = new List<Waiting>();
        while (await waiting.Reader.WaitToReadAsync())
        {
            for (long bytes = 0; bytes < LargestGroupBytes && waiting.Reader.TryRead(out var next); bytes += next.Append.Frame.Length)
                group.Add(next);
            Interlocked.Exchange(ref writingSince, time.GetUtcNow().UtcTicks);
            Write(group);
            Interlocked.Exchange(ref writingSince, 0);
            group.Clear();
        }
    }

    private void Write(List<Waiting> group)
    {
        try
        {
            // As late as possible: what is not written need not be sought by whoever began the generation.
            var current = generation();
            foreach (var outdated in group.Where(next =>
                next.Append.Generation is { } began && began != current && !Mutants.IsActive(Mutant.GenerationUnchecked)))
                outdated.TrySetException(new GenerationChangedException());
            group.RemoveAll(next => next.Task.IsCompleted);
            if (group.Count == 0)
                return;
            write(group.ConvertAll(next => next.Append.Frame), group[0].Append.Sequence, group.Exists(next => next.Append.IsDurable));
            Interlocked.Increment(ref flushes);
            Fault = null;
            group.ForEach(next => next.TrySetResult());
        }
#pragma warning disable CA1031 // The loop must outlive whatever the disk does; the callers get the error.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fault = exception.Message;
            group.ForEach(next => next.TrySetException(new JournalUnavailableException(exception.Message, exception)));
        }
    }

    private sealed class Waiting(Append append) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Append Append { get; } = append;
    }
}

/// <summary>A record to be written.</summary>
/// <param name="Frame">The record.</param>
/// <param name="Sequence">Names the segment that begins with it.</param>
/// <param name="Generation">The generation under which it may be written; null: any.</param>
/// <param name="IsDurable">Whether it must be on stable storage.</param>
internal sealed record Append(ReadOnlyMemory<byte> Frame, long Sequence, long? Generation = null, bool IsDurable = true);
