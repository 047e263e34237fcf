using CcatOps.Application.Access;
using CcatOps.Application.Errors;
using CcatOps.Application.Serialization;
using CcatOps.Application.UnitTests.Features;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;
using Moq;

namespace CcatOps.Application.UnitTests.Access;

/// <summary>Recording of token use while the main database is unavailable: transactions gather in the buffer of the site.</summary>
internal sealed class TokenUseRecorderTests
{
    private static readonly Guid Token = Guid.CreateVersion7();
    private UseCases site = null!;

    [SetUp]
    public void SetUp() => site = new UseCases(Sample.Secondary);

    [TearDown]
    public async Task TearDownAsync() => await site.DisposeAsync();

    [Test]
    public async Task A_night_of_polling_takes_one_place_in_the_buffer()
    {
        for (var minute = 0; minute < 600; minute++)
            await UseAndRecordAsync();

        Assert.That(site.Accepted, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_was_counted_while_a_record_waited_becomes_one_row_of_the_next()
    {
        for (var minute = 0; minute < 10; minute++)
            await UseAndRecordAsync();
        var lastUse = site.Time.GetUtcNow();
        site.Accepted.Clear();
        site.Time.Advance(TimeSpan.FromHours(1));
        await RecordAsync();

        var row = RowChanges.ToRecord<Domain.Access.TokenUse>(site.Accepted.Single().Changes.Single().Values!);
        Assert.That((row.ApiTokenId, row.Uses, row.UsedAt), Is.EqualTo((Token, 9L, lastUse)));
    }

    [Test]
    public async Task A_process_that_ends_leaves_its_counts_in_the_buffer_a_few_times()
    {
        for (var restart = 0; restart < 20; restart++)
            await UseAndRecordAsync(isLast: true);

        Assert.That(site.Accepted, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Token_use_finds_room_in_half_of_the_buffer_only()
    {
        await UseAndRecordAsync();

        site.Buffer.Verify(buffer => buffer.AcceptAsync(It.IsAny<Transaction>(), It.Is<BufferLimits>(limits => limits.Transactions == 500), It.IsAny<CancellationToken>()), Times.Once);
    }

    [TestCase(typeof(BufferUnavailableException))]
    [TestCase(typeof(WriteRefusedException))]
    public async Task A_record_that_was_refused_is_counted_again(Type refusal)
    {
        site.Buffer.SetupSequence(buffer => buffer.AcceptAsync(It.IsAny<Transaction>(), It.IsAny<BufferLimits>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync((Exception)Activator.CreateInstance(refusal, refusal == typeof(WriteRefusedException) ? ["no"] : ["away", null])!)
            .ReturnsAsync(new AcceptOutcome.Accepted(1));
        try
        {
            await UseAndRecordAsync();
        }
        catch (WriteRefusedException)
        {
            // The worker logs it.
        }

        await RecordAsync();
        site.Buffer.Verify(
            buffer => buffer.AcceptAsync(
                It.Is<Transaction>(transaction => transaction.Changes[0].Values!["uses"]!.GetValue<long>() == 1), It.IsAny<BufferLimits>(), It.IsAny<CancellationToken>()),
            Times.Exactly(2));
    }

    private async Task UseAndRecordAsync(bool isLast = false)
    {
        site.Time.Advance(TimeSpan.FromMinutes(1));
        await site.UseAsync<TokenUses>(uses => Task.FromResult(Use(uses)));
        await RecordAsync(isLast);
    }

    private Task RecordAsync(bool isLast = false) =>
        site.UseAsync<ITokenUseRecorder>(recorder => recorder.RecordAsync(isLast, CancellationToken.None));

    private static bool Use(TokenUses uses)
    {
        uses.Count(Token);
        return true;
    }
}
