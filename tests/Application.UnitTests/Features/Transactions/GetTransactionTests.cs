using CcatOps.Application.Errors;
using CcatOps.Application.Features.Transactions;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Features.Transactions;

public sealed class GetTransactionTests
{
    private UseCases useCases = null!;
    private TransactionState state;
    private int looks;

    [SetUp]
    public void Compose()
    {
        state = TransactionState.Buffered;
        looks = 0;
        useCases = new UseCases(Secondary);
        useCases.Log.Setup(log => log.FindAsync(Id(1), It.IsAny<CancellationToken>())).ReturnsAsync(() =>
        {
            looks++;
            return Record();
        });
    }

    [TearDown]
    public ValueTask Dispose_of_them() => useCases.DisposeAsync();

    [Test]
    public async Task Without_a_wait_the_answer_comes_at_once()
    {
        var record = await useCases.SendAsync(new GetTransaction(Id(1)));
        Assert.That(record.State, Is.EqualTo(TransactionState.Buffered));
        Assert.That(looks, Is.EqualTo(1));
    }

    [Test]
    public async Task The_answer_is_held_until_the_state_is_reached()
    {
        var answer = useCases.SendAsync(new GetTransaction(Id(1), Wait: 30));
        await PassAsync(seconds: 5);
        Assert.That(answer.IsCompleted, Is.False);

        state = TransactionState.Committed;
        Assert.That((await EndOfAsync(answer)).State, Is.EqualTo(TransactionState.Committed));
    }

    [Test]
    public async Task The_answer_is_held_until_the_time_is_over()
    {
        var answer = useCases.SendAsync(new GetTransaction(Id(1), Wait: 30));
        await PassAsync(seconds: 29);
        Assert.That(answer.IsCompleted, Is.False);
        Assert.That((await EndOfAsync(answer)).State, Is.EqualTo(TransactionState.Buffered));
        Assert.That(useCases.Time.GetUtcNow() - Now, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public async Task A_wait_for_the_replica_does_not_end_with_the_commit()
    {
        state = TransactionState.Committed;
        var answer = useCases.SendAsync(new GetTransaction(Id(1), Wait: 30, Until: TransactionState.Replicated));
        await PassAsync(seconds: 1);
        Assert.That(answer.IsCompleted, Is.False);

        state = TransactionState.Replicated;
        Assert.That((await EndOfAsync(answer)).State, Is.EqualTo(TransactionState.Replicated));
    }

    [TestCase(TransactionState.Failed)]
    [TestCase(TransactionState.Parked)]
    [TestCase(TransactionState.Discarded)]
    public async Task A_state_that_cannot_be_reached_any_more_is_not_waited_for(TransactionState stuck)
    {
        state = stuck;
        Assert.That((await useCases.SendAsync(new GetTransaction(Id(1), Wait: 30))).State, Is.EqualTo(stuck));
    }

    [Test]
    public async Task An_unknown_transaction_is_not_found() =>
        await Assert.ThatAsync(() => useCases.SendAsync(new GetTransaction(Id(2), Wait: 30)), Throws.TypeOf<NotFoundException>());

    [TestCase(-1)]
    [TestCase(301)]
    [TestCase(double.NaN)]
    public async Task A_wait_is_0_to_300_seconds(double wait) =>
        Assert.That(await useCases.FaultyFieldsAsync(new GetTransaction(Id(1), wait)), Is.EqualTo(new[] { "wait" }));

    [Test]
    public async Task Only_commit_and_replication_can_be_waited_for() =>
        Assert.That(await useCases.FaultyFieldsAsync(new GetTransaction(Id(1), 1, TransactionState.Failed)), Is.EqualTo(new[] { "until" }));

    [TestCase(TransactionState.Buffered, "its turn in the buffer: it is the next")]
    [TestCase(TransactionState.Committed, "the local replica")]
    [TestCase(TransactionState.Failed, "a person")]
    [TestCase(TransactionState.Parked, "a failed transaction")]
    public async Task The_answer_says_what_it_waits_for(TransactionState waiting, string reason)
    {
        state = waiting;
        Assert.That((await useCases.SendAsync(new GetTransaction(Id(1)))).WaitsFor, Does.StartWith(reason));
    }

    [TestCase(TransactionState.Replicated)]
    [TestCase(TransactionState.Discarded)]
    public async Task What_is_final_waits_for_nothing(TransactionState final)
    {
        state = final;
        Assert.That((await useCases.SendAsync(new GetTransaction(Id(1)))).WaitsFor, Is.Null);
    }

    private TransactionRecord Record() => new()
    {
        Id = Id(1),
        State = state,
        Operation = "start_observation",
        SiteName = "ccat",
        Principal = "telescope",
        Entities = [],
        AcceptedAt = Now,
        Times = new Dictionary<TransactionState, DateTimeOffset>(),
    };

    private async Task PassAsync(double seconds)
    {
        for (var passed = 0.0; passed < seconds - 0.05; passed += 0.05)
        {
            useCases.Time.Advance(TimeSpan.FromSeconds(0.05));
            await Task.Yield();
        }
    }

    /// <summary>Lets time pass until the answer comes.</summary>
    private async Task<TransactionRecord> EndOfAsync(Task<TransactionRecord> answer)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!answer.IsCompleted)
        {
            bound.Token.ThrowIfCancellationRequested();
            await PassAsync(seconds: 0.15);
        }

        return await answer;
    }
}
