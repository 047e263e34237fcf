using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;
using CcatOps.Infrastructure.Recovery;

namespace CcatOps.Infrastructure.IntegrationTests.Journal;

/// <summary>Redis has taken a write, nobody knows of it, and the repetition meets a buffer that has never heard of it.</summary>
internal sealed class RepeatingBufferTests
{
    private InMemoryStorage redis = null!;
    private InMemoryStorage journal = null!;
    private Changing buffer = null!;
    private RepeatingBuffer repeating = null!;
    private int comparisons;

    [SetUp]
    public void Open()
    {
        (redis, journal) = (new InMemoryStorage(), new InMemoryStorage());
        buffer = new Changing(redis.Open().Buffer) { LosesAnswers = true };
        repeating = new RepeatingBuffer(buffer, () => comparisons);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await redis.DisposeAsync();
        await journal.DisposeAsync();
    }

    [Test]
    public async Task A_repetition_comes_under_the_id_of_the_first_attempt()
    {
        var (first, repetition) = (New("key", "hash"), New("key", "hash"));
        Assert.That(() => AcceptAsync(first), Throws.InstanceOf<BufferUnavailableException>());
        GoOnWithAnother();

        Assert.That(((AcceptOutcome.Claimed)await AcceptAsync(repetition)).Holder.Id, Is.EqualTo(first.Id));
    }

    [Test]
    public async Task A_repetition_with_other_values_is_not_mistaken_for_it()
    {
        Assert.That(() => AcceptAsync(New("key", "hash")), Throws.InstanceOf<BufferUnavailableException>());
        GoOnWithAnother();

        Assert.That(await AcceptAsync(New("key", "other")), Is.TypeOf<AcceptOutcome.Accepted>());
    }

    [Test]
    public async Task What_is_known_to_be_taken_is_no_longer_remembered()
    {
        var (first, repetition) = (New("key", "hash"), New("key", "hash"));
        Assert.That(() => AcceptAsync(first), Throws.InstanceOf<BufferUnavailableException>());
        buffer.LosesAnswers = false;
        await AcceptAsync(repetition);
        GoOnWithAnother();

        Assert.That(await AcceptAsync(repetition), Is.TypeOf<AcceptOutcome.Accepted>(), "the other one knows nothing of either");
    }

    [Test]
    public void Attempts_with_an_unknown_outcome_are_bounded_and_none_is_forgotten()
    {
        for (var attempt = 0; attempt < 10_000; attempt++)
            Assert.That(() => AcceptAsync(New($"key {attempt}", "hash")), Throws.InstanceOf<BufferUnavailableException>());

        Assert.That(() => AcceptAsync(New("one more", "hash")), Throws.InstanceOf<BufferUnavailableException>().With.Message.Contains("too many writes"));
        comparisons++;
        buffer.LosesAnswers = false;
        Assert.That(async () => await AcceptAsync(New("one more", "hash")), Is.TypeOf<AcceptOutcome.Accepted>().Or.TypeOf<AcceptOutcome.Full>());
    }

    private void GoOnWithAnother() => (buffer.Sound, buffer.LosesAnswers) = (journal.Open().Buffer, false);

    private Task<AcceptOutcome> AcceptAsync(Transaction transaction) => repeating.AcceptAsync(transaction, 10, CancellationToken.None);

    private static Transaction New(string claim, string hash) => new()
    {
        Id = Guid.CreateVersion7(),
        SiteName = "observatory",
        Operation = "start_observation",
        Principal = "telescope",
        Entities = ["a"],
        Changes = [],
        Claims = [claim],
        AcceptedAt = new DateTimeOffset(2023, 3, 28, 4, 5, 6, TimeSpan.Zero),
        RequestHash = hash,
    };

    private sealed class Changing(ITransactionBuffer sound) : ITransactionBuffer
    {
        public ITransactionBuffer Sound { get; set; } = sound;

        public bool LosesAnswers { get; set; }

        public async Task<AcceptOutcome> AcceptAsync(Transaction transaction, BufferLimits limits, CancellationToken cancellationToken)
        {
            var outcome = await Sound.AcceptAsync(transaction, limits, cancellationToken);
            return LosesAnswers ? throw new BufferUnavailableException("no answer in time") : outcome;
        }

        public Task TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken) =>
            Sound.TrackAsync(transaction, lsn, cancellationToken);
    }
}
