using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Writes;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Writes;

public sealed partial class WriteRouterTests
{
    [Test]
    public async Task What_the_buffer_has_forgotten_and_the_local_database_shows_is_answered_as_a_repetition()
    {
        context.Setup(port => port.IdempotencyKey).Returns("n1");
        var first = (await WriteAsync(Secondary)).Transaction;
        keys.Setup(port => port.FindAsync(new("telescope", "n1"), It.IsAny<CancellationToken>())).ReturnsAsync(first.Id);
        shown.Setup(port => port.FindAsync(first.Id, It.IsAny<Transaction>(), It.IsAny<CancellationToken>())).ReturnsAsync(first);
        buffer.Invocations.Clear();

        Assert.That((await WriteAsync(Secondary)).Transaction, Is.EqualTo(first));
        var other = Start with { Request = new { ObsUnitId = 2 } };
        await Assert.ThatAsync(() => WriteAsync(Secondary, other), Throws.TypeOf<IdempotencyMismatchException>());
        buffer.VerifyNoOtherCalls();
    }

    [Test]
    public async Task A_local_database_that_does_not_answer_keeps_no_write_from_the_buffer()
    {
        context.Setup(port => port.IdempotencyKey).Returns("n1");
        keys.Setup(port => port.FindAsync(It.IsAny<MarkerKey>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new LocalDatabaseUnavailableException("the replica is down"));
        Assert.That(await WriteAsync(Secondary), Is.TypeOf<WriteReceipt.Buffered>());
    }
}
