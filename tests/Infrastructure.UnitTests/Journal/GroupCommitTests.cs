using CcatOps.Infrastructure.Journal;

namespace CcatOps.Infrastructure.UnitTests.Journal;

public sealed class GroupCommitTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Test]
    public async Task What_came_while_one_was_written_is_made_safe_together()
    {
        using var disk = new HeldDisk();
        await using var commits = New(disk);
        var first = commits.AppendAsync(new(new byte[100], 1));
        await disk.Writing.WaitAsync(Bound);
        var others = Enumerable.Range(2, 1000).Select(sequence => commits.AppendAsync(new(new byte[100], sequence))).ToArray();

        Assert.That(first.IsCompleted || others.Any(other => other.IsCompleted), Is.False);
        disk.Release();
        await Task.WhenAll([first, .. others]).WaitAsync(Bound);

        Assert.That(disk.Groups, Is.EqualTo([1, 1000]));
        Assert.That(commits.Flushes, Is.EqualTo(2));
    }

    [Test]
    public async Task A_group_that_cannot_be_written_fails_whole_and_the_next_one_is_tried()
    {
        using var disk = new HeldDisk { Failure = new IOException("No space left") };
        await using var commits = New(disk);
        var refused = commits.AppendAsync(new(new byte[1], 1));
        await disk.Writing.WaitAsync(Bound);
        disk.Release();

        Assert.That(() => refused.WaitAsync(Bound), Throws.TypeOf<JournalUnavailableException>().With.Message.Contains("No space left"));
        Assert.That(commits.Fault, Does.Contain("No space left"));

        disk.Failure = null;
        await commits.AppendAsync(new(new byte[1], 2)).WaitAsync(Bound);

        Assert.That(commits.Fault, Is.Null);
    }

    [Test]
    public async Task Closing_waits_for_what_was_appended_before()
    {
        using var disk = new HeldDisk();
        var commits = New(disk);
        var append = commits.AppendAsync(new(new byte[1], 1));
        await disk.Writing.WaitAsync(Bound);
        var closing = commits.DisposeAsync().AsTask();

        Assert.That(closing.IsCompleted, Is.False);
        disk.Release();
        await closing.WaitAsync(Bound);

        Assert.That(append.IsCompletedSuccessfully, Is.True);
        Assert.That(() => commits.AppendAsync(new(new byte[1], 2)), Throws.TypeOf<JournalUnavailableException>());
    }

    [Test]
    public async Task A_record_of_an_earlier_generation_is_not_written()
    {
        using var disk = new HeldDisk();
        var generation = 1L;
        await using var commits = new GroupCommit(disk.Write, () => generation, TimeProvider.System);
        var first = commits.AppendAsync(new(new byte[1], 1, Generation: 1));
        await disk.Writing.WaitAsync(Bound);
        var (outdated, whatever) = (commits.AppendAsync(new(new byte[1], 2, Generation: 1)), commits.AppendAsync(new(new byte[1], 3)));
        generation = 2;
        disk.Release();

        Assert.That(() => outdated.WaitAsync(Bound), Throws.TypeOf<GenerationChangedException>());
        await Task.WhenAll(first, whatever).WaitAsync(Bound);
        Assert.That(disk.Groups, Is.EqualTo([1, 1]));
    }

    [Test]
    public async Task A_disk_that_does_not_answer_is_reported_with_the_time()
    {
        using var disk = new HeldDisk();
        await using var commits = New(disk);
        Assert.That(commits.StalledSince, Is.Null);
        var append = commits.AppendAsync(new(new byte[1], 1));
        await disk.Writing.WaitAsync(Bound);
        Assert.That(commits.StalledSince, Is.Not.Null);
        disk.Release();
        await append.WaitAsync(Bound);

        Assert.That(() => commits.StalledSince, Is.Null.After(30_000, 1));
    }

    private static GroupCommit New(HeldDisk disk) => new(disk.Write, () => 0, TimeProvider.System);

    /// <summary>A disk that takes as long as the test wants.</summary>
    private sealed class HeldDisk : IDisposable
    {
        private readonly TaskCompletionSource writing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim released = new();

        public Task Writing => writing.Task;

        public List<int> Groups { get; } = [];

        public IOException? Failure { get; set; }

        public void Release() => released.Set();

        public void Dispose() => released.Dispose();

        public void Write(IReadOnlyList<ReadOnlyMemory<byte>> frames, long sequence, bool isDurable)
        {
            writing.TrySetResult();
            if (!released.Wait(Bound))
                throw new TimeoutException("The test never released the disk.");
            if (Failure is not null)
                throw Failure;
            Groups.Add(frames.Count);
        }
    }
}
