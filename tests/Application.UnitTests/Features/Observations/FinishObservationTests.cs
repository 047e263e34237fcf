using CcatOps.Application.Errors;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Reads;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Features.Observations;

public sealed class FinishObservationTests
{
    private static readonly FinishObservation Finish = new() { Id = Id(7), Status = "completed", EndTime = Now.AddMinutes(5) };

    private UseCases useCases = null!;

    [SetUp]
    public async Task Compose_and_start_an_execution()
    {
        useCases = new UseCases(Secondary);
        await useCases.SendAsync(new StartObservation { ObsUnitId = 1, Id = Id(7) });
        useCases.Time.Advance(TimeSpan.FromMinutes(10));
    }

    [TearDown]
    public ValueTask Dispose_of_them() => useCases.DisposeAsync();

    [TestCase("completed", ExecutionStatus.Completed)]
    [TestCase("failed", ExecutionStatus.Failed)]
    [TestCase("aborted", ExecutionStatus.Aborted)]
    public async Task An_execution_ends_as_the_client_says(string sent, ExecutionStatus status)
    {
        var (record, warnings) = await useCases.SendAsync(Finish with { Status = sent });
        Assert.That((record.Status, record.EndTime, record.ObsUnitId), Is.EqualTo((status, Now.AddMinutes(5), 1)));
        Assert.That(record.Sync!.TransactionId, Is.EqualTo(useCases.Accepted[^1].Id));
        Assert.That(warnings, Is.Empty);
    }

    [Test]
    public async Task The_end_is_now_unless_the_client_says_when()
    {
        var (record, _) = await useCases.SendAsync(Finish with { EndTime = null });
        Assert.That(record.EndTime, Is.EqualTo(Now.AddMinutes(10)));
    }

    [Test]
    public async Task A_clock_that_was_set_back_does_not_refuse_the_end()
    {
        useCases.Time.AdjustTime(Now.AddHours(-1));
        var (record, _) = await useCases.SendAsync(Finish with { EndTime = null });
        Assert.That(record.EndTime, Is.EqualTo(record.StartTime));
    }

    [Test]
    public async Task A_finish_follows_its_start_and_ends_only_what_runs()
    {
        await useCases.SendAsync(Finish);
        Assert.That(useCases.Accepted[1].Entities, Is.EqualTo(useCases.Accepted[0].Entities));
        Assert.That(useCases.Accepted[1].Changes[0].Expected!.ToJsonString(), Is.EqualTo("""{"status":"running"}"""));
    }

    [Test]
    public async Task A_finish_sent_again_before_main_has_it_is_asked_of_the_buffer()
    {
        await useCases.SendAsync(Finish);
        useCases.Buffer.Invocations.Clear();

        var again = await useCases.SendAsync(Finish with { EndTime = null });

        Assert.That(again.IsRepetition, Is.True);
        useCases.Buffer.Verify(
            port => port.AcceptAsync(It.IsAny<Transaction>(), It.IsAny<BufferLimits>(), It.IsAny<CancellationToken>()), Times.Once);
    }

    [Test]
    public async Task A_finish_may_use_the_reserve_of_the_buffer()
    {
        await useCases.SendAsync(Finish);
        useCases.Buffer.Verify(
            port => port.AcceptAsync(useCases.Accepted[1], It.Is<BufferLimits>(limits => limits.Transactions == 1_100), It.IsAny<CancellationToken>()),
            Times.Once);
    }

    [Test]
    public async Task Finishing_twice_with_the_same_values_is_the_same_answer()
    {
        var (first, _) = await useCases.SendAsync(Finish);
        var (second, _) = await useCases.SendAsync(Finish);
        Assert.That((second.Status, second.EndTime, second.Sync), Is.EqualTo((first.Status, first.EndTime, first.Sync)));
        Assert.That(useCases.Accepted, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Finishing_twice_without_an_end_time_is_the_same_answer()
    {
        var (first, _) = await useCases.SendAsync(Finish with { EndTime = null });
        useCases.Time.Advance(TimeSpan.FromMinutes(1));
        var (second, _) = await useCases.SendAsync(Finish with { EndTime = null });
        Assert.That(second.EndTime, Is.EqualTo(first.EndTime));
    }

    [TestCase("failed", 5)]
    [TestCase("completed", 6)]
    public async Task Finishing_twice_with_other_values_is_a_conflict(string status, int minutes)
    {
        await useCases.SendAsync(Finish);
        await Assert.ThatAsync(
            () => useCases.SendAsync(Finish with { Status = status, EndTime = Now.AddMinutes(minutes) }),
            Throws.TypeOf<ConflictException>().With.Message.Contains("completed since 2023-03-28T02:43:42.000000Z"));
        Assert.That(useCases.Accepted, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Two_finishes_at_once_with_the_same_values_are_one()
    {
        OvertakeWith(ExecutionStatus.Completed);
        var (record, _) = await useCases.SendAsync(Finish);
        Assert.That(record.Sync!.TransactionId, Is.EqualTo(Id(99)));
        Assert.That(useCases.Accepted, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Two_finishes_at_once_with_other_values_are_a_conflict()
    {
        OvertakeWith(ExecutionStatus.Failed);
        await Assert.ThatAsync(() => useCases.SendAsync(Finish), Throws.TypeOf<ConflictException>());
        Assert.That(useCases.Accepted, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task An_end_before_the_start_is_refused()
    {
        Assert.That(await useCases.FaultyFieldsAsync(Finish with { EndTime = Now.AddTicks(-10) }), Is.EqualTo(new[] { "end_time" }));
        Assert.That(useCases.Accepted, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_end_at_the_start_is_taken()
    {
        var (record, _) = await useCases.SendAsync(Finish with { EndTime = Now });
        Assert.That(record.EndTime, Is.EqualTo(Now));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("running")]
    [TestCase("Completed")]
    public async Task Another_status_is_refused(string? status) =>
        Assert.That(await useCases.FaultyFieldsAsync(Finish with { Status = status }), Is.EqualTo(new[] { "status" }));

    [Test]
    public async Task An_unknown_execution_is_not_found() =>
        await Assert.ThatAsync(() => useCases.SendAsync(Finish with { Id = Id(8) }), Throws.TypeOf<NotFoundException>());

    [Test]
    public async Task The_version_that_the_client_means_is_finished()
    {
        var (record, _) = await useCases.SendAsync(Finish with { IfMatch = await TagAsync() });
        Assert.That(record.Status, Is.EqualTo(ExecutionStatus.Completed));
    }

    [Test]
    public async Task A_version_that_is_no_longer_there_is_not_finished()
    {
        await Assert.ThatAsync(
            () => useCases.SendAsync(Finish with { IfMatch = "0123456789abcdef-0" }),
            Throws.TypeOf<PreconditionFailedException>().With.Message.Contains(await TagAsync()));
        Assert.That(useCases.Accepted, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_finish_of_a_version_sent_again_with_the_same_values_is_the_same_answer()
    {
        var request = Finish with { IfMatch = await TagAsync() };
        var (first, _) = await useCases.SendAsync(request);
        var (second, _) = await useCases.SendAsync(request);
        Assert.That(second.Sync, Is.EqualTo(first.Sync));
    }

    [Test]
    public async Task A_finish_of_an_earlier_version_with_other_values_fails_its_condition()
    {
        var tag = await TagAsync();
        await useCases.SendAsync(Finish);
        await Assert.ThatAsync(
            () => useCases.SendAsync(Finish with { Status = "failed", IfMatch = tag }), Throws.TypeOf<PreconditionFailedException>());
    }

    private async Task<string> TagAsync() => RecordTag.Of(await useCases.SendAsync(new GetObservation(Id(7), default)));

    /// <summary>Lets another finish be accepted between the reading and the writing of the next one.</summary>
    private void OvertakeWith(ExecutionStatus status) => useCases.Buffer
        .Setup(port => port.AcceptAsync(It.IsAny<Transaction>(), It.IsAny<BufferLimits>(), It.IsAny<CancellationToken>()))
        .ReturnsAsync(() =>
        {
            var holder = Transaction(99, Sample.Finish(Id(7), status));
            useCases.Accepted.Add(holder);
            return new AcceptOutcome.Claimed(holder, Claims.Finish(Id(7)));
        });
}
