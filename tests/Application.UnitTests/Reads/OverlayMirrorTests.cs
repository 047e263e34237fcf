using CcatOps.Application.Errors;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Schema;
using static CcatOps.Application.UnitTests.Reads.OverlayTests;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Reads;

public sealed class OverlayMirrorTests
{
    private FeedByHand feed = null!;
    private OverlayMirror mirror = null!;
    private List<OverlaySnapshot> readWith = null!;

    [SetUp]
    public void Make_a_mirror()
    {
        feed = new FeedByHand();
        mirror = new OverlayMirror(feed);
        readWith = [];
    }

    [TearDown]
    public void Dispose_of_it() => mirror.Dispose();

    [Test]
    public async Task The_first_read_asks_for_everything()
    {
        var read = ReadAsync();
        Assert.That(feed.Questions.Single().Known, Is.Null);
        feed.Answer(1, isSnapshot: true, Taken(1, Insert(Execution(7))));
        Assert.That(Keys(await read), Is.EqualTo(new[] { Id(7).ToString() }));
    }

    [Test]
    public async Task A_later_read_asks_for_what_has_happened_since()
    {
        var first = ReadAsync();
        feed.Answer(1, isSnapshot: true, Taken(1, Insert(Execution(7))));
        await first;

        var second = ReadAsync();
        Assert.That(feed.Questions[^1].Known, Is.EqualTo(new OverlayVersion("life", 1)));
        feed.Answer(2, isSnapshot: false, Taken(2, Insert(Execution(8))));
        Assert.That(Keys(await second), Is.EquivalentTo(new[] { Id(7).ToString(), Id(8).ToString() }));
    }

    [Test]
    public async Task A_snapshot_starts_from_nothing()
    {
        var first = ReadAsync();
        feed.Answer(1, isSnapshot: true, Taken(1, Insert(Execution(7))));
        await first;

        var second = ReadAsync();
        feed.Answer(9, isSnapshot: true, Taken(2, Insert(Execution(8))));
        Assert.That(Keys(await second), Is.EqualTo(new[] { Id(8).ToString() }));
    }

    [Test]
    public async Task Where_nothing_has_happened_the_picture_stays_the_same()
    {
        var first = ReadAsync();
        feed.Answer(1, isSnapshot: true, Taken(1, Insert(Execution(7))));
        var before = await first;
        var second = ReadAsync();
        feed.Answer(1, isSnapshot: false);
        Assert.That(await second, Is.SameAs(before));
    }

    [Test]
    public async Task What_comes_in_parts_is_read_as_far_as_it_went_when_the_read_began()
    {
        var read = await ReadInPartAsync();
        Assert.That((read.IsCompleted, feed.Questions[^1].Known), Is.EqualTo((false, new OverlayVersion("life", 2))));
        feed.AnswerInPart(3, newest: 9, Taken(2, Insert(Execution(8))));
        Assert.That(Keys(await read), Is.EquivalentTo(new[] { Id(7).ToString(), Id(8).ToString() }));
    }

    [Test]
    public async Task A_part_that_was_read_before_the_buffer_went_away_is_not_asked_for_again()
    {
        var read = await ReadInPartAsync();
        feed.Fail();
        await Assert.ThatAsync(() => read, Throws.TypeOf<BufferUnavailableException>());

        var later = ReadAsync();
        Assert.That(feed.Questions[^1].Known, Is.EqualTo(new OverlayVersion("life", 2)));
        feed.Answer(3, isSnapshot: false, Taken(2, Insert(Execution(8))));
        Assert.That(Keys(await later), Is.EquivalentTo(new[] { Id(7).ToString(), Id(8).ToString() }));
    }

    [Test]
    public async Task Reads_that_wait_share_one_question()
    {
        var first = ReadAsync();
        var waiting = Enumerable.Range(0, 10).Select(_ => ReadAsync()).ToArray();
        feed.Answer(1, isSnapshot: true);
        await first;
        await UntilAsync(() => feed.Questions.Count == 2);
        feed.Answer(2, isSnapshot: false, Taken(1, Insert(Execution(7))));
        var overlays = await Task.WhenAll(waiting);
        Assert.That(feed.Questions, Has.Count.EqualTo(2));
        Assert.That(overlays.Select(overlay => Keys(overlay).Count()), Is.All.EqualTo(1));
    }

    [Test]
    public async Task A_read_gets_no_answer_to_a_question_asked_before_it_began()
    {
        var before = ReadAsync();
        var after = ReadAsync();
        feed.Answer(1, isSnapshot: true);
        Assert.That(Keys(await before), Is.Empty);
        Assert.That(after.IsCompleted, Is.False);

        await UntilAsync(() => feed.Questions.Count == 2);
        feed.Answer(2, isSnapshot: false, Taken(1, Insert(Execution(7))));
        Assert.That(Keys(await after), Has.Exactly(1).Items);
    }

    [Test]
    public async Task A_buffer_that_is_away_is_said_to_the_reader()
    {
        var read = ReadAsync();
        feed.Fail();
        await Assert.ThatAsync(() => read, Throws.TypeOf<BufferUnavailableException>());
    }

    [Test]
    public async Task Reads_that_wait_share_a_failed_question_too()
    {
        var first = ReadAsync();
        var waiting = Enumerable.Range(0, 10).Select(_ => ReadAsync()).ToArray();
        feed.Fail();
        await Assert.ThatAsync(() => first, Throws.TypeOf<BufferUnavailableException>());
        await UntilAsync(() => feed.Questions.Count == 2);
        feed.Fail();
        foreach (var read in waiting)
            await Assert.ThatAsync(() => read, Throws.TypeOf<BufferUnavailableException>());
        Assert.That(feed.Questions, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task After_a_failed_question_the_next_read_asks_again()
    {
        var first = ReadAsync();
        feed.Fail();
        await Assert.ThatAsync(() => first, Throws.TypeOf<BufferUnavailableException>());

        var second = ReadAsync();
        feed.Answer(1, isSnapshot: true, Taken(1, Insert(Execution(7))));
        Assert.That(Keys(await second), Has.Exactly(1).Items);
    }

    [Test]
    public async Task A_reader_who_leaves_does_not_take_the_answer_with_him()
    {
        using var leaving = new CancellationTokenSource();
        var first = mirror.GetCurrentAsync(leaving.Token);
        var second = ReadAsync();
        await leaving.CancelAsync();
        await Assert.ThatAsync(() => first, Throws.InstanceOf<OperationCanceledException>());
        await UntilAsync(() => feed.Questions.Count == 2);
        feed.Answer(1, isSnapshot: true, Taken(1, Insert(Execution(7))));
        Assert.That(Keys(await second), Has.Exactly(1).Items);
    }

    [Test]
    public async Task A_read_of_the_replica_alone_asks_nobody()
    {
        Assert.That(await FindAsync(Consistency.Replica), Is.SameAs(OverlaySnapshot.Empty));
        Assert.That(feed.Questions, Is.Empty);
    }

    [Test]
    public async Task Where_nothing_happens_a_read_is_at_the_database_while_the_buffer_is_asked()
    {
        var picture = await QuietAsync();
        var read = FindAsync();
        Assert.That(readWith, Is.EqualTo(new[] { picture }));
        feed.Answer(1, isSnapshot: false);
        Assert.That(await read, Is.SameAs(picture));
        Assert.That(readWith, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_was_read_with_a_picture_that_proves_old_is_read_again()
    {
        var old = await QuietAsync();
        var read = FindAsync();
        feed.Answer(2, isSnapshot: false, Taken(2, Insert(Execution(8))));
        Assert.That(Keys(await read), Is.EquivalentTo(new[] { Id(7).ToString(), Id(8).ToString() }));
        Assert.That(readWith, Is.EqualTo(new[] { old, mirror.LastKnown }));
    }

    [Test]
    public async Task Where_something_has_just_happened_a_read_waits_for_the_answer()
    {
        await QuietAsync();
        var news = ReadAsync();
        feed.Answer(2, isSnapshot: false, Taken(2, Insert(Execution(8))));
        await news;

        var read = FindAsync();
        Assert.That(readWith, Is.Empty);
        feed.Answer(2, isSnapshot: false);
        Assert.That(await read, Is.SameAs(mirror.LastKnown));
    }

    [Test]
    public async Task A_read_that_must_see_the_buffer_fails_without_it_whatever_the_database_said()
    {
        await QuietAsync();
        var read = FindAsync();
        feed.Fail();
        await Assert.ThatAsync(() => read, Throws.TypeOf<BufferUnavailableException>());
    }

    /// <summary>A read that has got the first part of what has happened, and asks for the rest.</summary>
    private async Task<Task<OverlaySnapshot>> ReadInPartAsync()
    {
        var first = ReadAsync();
        feed.Answer(1, isSnapshot: true);
        await first;
        var read = ReadAsync();
        feed.AnswerInPart(2, newest: 3, Taken(1, Insert(Execution(7))));
        await UntilAsync(() => feed.Questions.Count == 3);
        return read;
    }

    /// <summary>One row is buffered, and nothing has happened since.</summary>
    private async Task<OverlaySnapshot> QuietAsync()
    {
        var first = ReadAsync();
        feed.Answer(1, isSnapshot: true, Taken(1, Insert(Execution(7))));
        await first;
        var second = ReadAsync();
        feed.Answer(1, isSnapshot: false);
        return await second;
    }

    /// <summary>A read that finds the picture it was given.</summary>
    private Task<OverlaySnapshot> FindAsync(Consistency consistency = Consistency.Site) => mirror.ReadAsync(
        consistency,
        overlay =>
        {
            readWith.Add(overlay);
            return Task.FromResult(overlay);
        },
        CancellationToken.None);

    private Task<OverlaySnapshot> ReadAsync() => mirror.GetCurrentAsync(CancellationToken.None);

    private static IEnumerable<string> Keys(OverlaySnapshot overlay) => overlay.Keys(Tables.ExecutedObsUnit);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition())
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
