using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.UnitTests.Reads;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using Microsoft.Extensions.Time.Testing;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Writes;

public sealed partial class WriteRouterTests
{
    private static readonly SiteConfig Unbuffered = Secondary with { CriticalOperationsBuffer = false };
    private static readonly Write Start =
        new(Operation.StartObservation, new { ObsUnitId = 1 }, [Insert(Execution(7))], ["executed_obs_unit:7"]);

    private readonly List<Transaction> taken = [];
    private Mock<IDirectWriter> direct = null!;
    private Mock<ITransactionBuffer> buffer = null!;
    private Mock<IRequestContext> context = null!;
    private Mock<IMarkerKeys> keys = null!;
    private Mock<IShownTransactions> shown = null!;
    private OverlayMirror mirror = null!;
    private PendingNames? pending;
    private DirectWrites? directWrites;
    private List<OverlayEvent> overlaid = null!;

    [SetUp]
    public void Make_the_ports()
    {
        taken.Clear();
        (pending, directWrites, overlaid) = (null, null, []);
        direct = new Mock<IDirectWriter>();
        direct.Setup(port => port.WriteAsync(Capture.In(taken), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new DirectOutcome.Committed(new Lsn(100)));
        buffer = new Mock<ITransactionBuffer>();
        Accept(new AcceptOutcome.Accepted(1));
        context = new Mock<IRequestContext>();
        context.Setup(port => port.Principal).Returns("telescope");
        keys = new Mock<IMarkerKeys>();
        shown = new Mock<IShownTransactions>();

        var feed = new Mock<IOverlayFeed>();
        feed.Setup(port => port.ReadAsync(It.IsAny<OverlayVersion?>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new OverlayUpdate(new OverlayVersion("life", 1), IsSnapshot: true, overlaid));
        mirror = new OverlayMirror(feed.Object);
    }

    [TearDown]
    public void Dispose_of_the_mirror() => mirror.Dispose();

    [TestCase(OperationType.Critical, true)]
    [TestCase(OperationType.Critical, false)]
    [TestCase(OperationType.NonCritical, true)]
    [TestCase(OperationType.NonCritical, false)]
    public async Task Main_site_writes_directly(OperationType type, bool criticalOperationsBuffer)
    {
        var receipt = await WriteAsync(Main with { CriticalOperationsBuffer = criticalOperationsBuffer }, type);
        Assert.That(receipt, Is.TypeOf<WriteReceipt.Committed>());
        buffer.VerifyNoOtherCalls();
    }

    [Test]
    public async Task Secondary_site_buffers_critical_writes()
    {
        var receipt = await WriteAsync(Secondary);
        Assert.That(receipt.Sync, Is.EqualTo(new Sync(TransactionState.Buffered, taken.Single().Id)));
        direct.VerifyNoOtherCalls();
    }

    [TestCase(OperationType.Critical, false)]
    [TestCase(OperationType.NonCritical, true)]
    [TestCase(OperationType.NonCritical, false)]
    public async Task Secondary_site_writes_all_else_directly(OperationType type, bool criticalOperationsBuffer)
    {
        var receipt = await WriteAsync(Secondary with { CriticalOperationsBuffer = criticalOperationsBuffer }, type);
        Assert.That(receipt, Is.TypeOf<WriteReceipt.Committed>());
        buffer.Verify(port => port.AcceptAsync(It.IsAny<Transaction>(), It.IsAny<BufferLimits>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    [Test]
    public async Task A_direct_write_at_main_is_born_replicated() =>
        Assert.That((await WriteAsync(Main)).Sync.State, Is.EqualTo(TransactionState.Replicated));

    [Test]
    public async Task A_direct_write_at_a_secondary_is_born_committed_and_followed()
    {
        var receipt = await WriteAsync(Unbuffered);
        Assert.That(receipt.Sync, Is.EqualTo(new Sync(TransactionState.Committed, taken.Single().Id, new Lsn(100))));
        buffer.Verify(port => port.TrackAsync(taken.Single(), new Lsn(100), It.IsAny<CancellationToken>()), Times.Once);
    }

    [Test]
    public async Task A_direct_write_that_cannot_be_followed_is_written_with_a_warning()
    {
        buffer.Setup(port => port.TrackAsync(It.IsAny<Transaction>(), It.IsAny<Lsn>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new BufferUnavailableException("away"));
        var receipt = await WriteAsync(Unbuffered);
        Assert.That(receipt.Sync.State, Is.EqualTo(TransactionState.Committed));
        Assert.That(receipt.Transaction.Warnings, Has.Exactly(1).Contains("may not show it"));
    }

    [Test]
    public async Task A_full_buffer_refuses_the_write()
    {
        Accept(new AcceptOutcome.Full(BufferShortage.Transactions));
        await Assert.ThatAsync(() => WriteAsync(Secondary), Throws.TypeOf<BufferFullException>().With.Message.Contains("1000"));
    }

    [TestCase(BufferRoom.Whole, 1_000)]
    [TestCase(BufferRoom.Reserve, 1_100)]
    [TestCase(BufferRoom.Half, 500)]
    public async Task A_write_finds_room_in_its_part_of_the_buffer(BufferRoom room, int limit)
    {
        await WriteAsync(Secondary, Start with { Room = room });
        buffer.Verify(
            port => port.AcceptAsync(It.IsAny<Transaction>(), It.Is<BufferLimits>(limits => limits.Transactions == limit), It.IsAny<CancellationToken>()),
            Times.Once);
    }

    [Test]
    public async Task A_buffer_that_is_away_refuses_the_write()
    {
        buffer.Setup(port => port.AcceptAsync(It.IsAny<Transaction>(), It.IsAny<BufferLimits>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new BufferUnavailableException("away"));
        await Assert.ThatAsync(() => WriteAsync(Secondary), Throws.TypeOf<BufferUnavailableException>());
        direct.VerifyNoOtherCalls();
    }

    [Test]
    public async Task A_repeated_write_gets_the_receipt_of_the_first()
    {
        await WriteAsync(Secondary);
        var first = taken.Single();
        Accept(new AcceptOutcome.Claimed(first, "record:executed_obs_unit:7"));
        Assert.That((await WriteAsync(Secondary)).Transaction, Is.SameAs(first));
    }

    [Test]
    public async Task A_repeated_direct_write_gets_the_receipt_of_the_first()
    {
        await WriteAsync(Main);
        var first = taken.Single();
        ClaimDirectly(first, "record:executed_obs_unit:7");
        var receipt = await WriteAsync(Main);
        Assert.That((receipt.Transaction, receipt.Sync.State), Is.EqualTo((first, TransactionState.Replicated)));
    }

    [Test]
    public async Task A_record_that_was_written_with_other_values_is_a_conflict()
    {
        Accept(new AcceptOutcome.Claimed(Transaction(1), Claims.Record(Tables.ExecutedObsUnit, Id(7))));
        await Assert.ThatAsync(() => WriteAsync(Secondary), Throws.TypeOf<ConflictException>().With.Message.Contains($"{Id(1)}"));

        ClaimDirectly(Transaction(1), Claims.Finish(Id(7)));
        await Assert.ThatAsync(() => WriteAsync(Main), Throws.TypeOf<ConflictException>());
    }

    [Test]
    public async Task An_idempotency_key_that_was_used_for_another_request_is_a_mismatch()
    {
        Accept(new AcceptOutcome.Claimed(Transaction(1), Claims.Idempotency("telescope", "k")));
        await Assert.ThatAsync(() => WriteAsync(Secondary), Throws.TypeOf<IdempotencyMismatchException>());

        ClaimDirectly(Transaction(1), Claims.Idempotency("telescope", "k"));
        await Assert.ThatAsync(() => WriteAsync(Main), Throws.TypeOf<IdempotencyMismatchException>());
    }

    [Test]
    public async Task The_transaction_says_who_what_when_and_where()
    {
        await WriteAsync(Secondary, Start with { Claims = ["record:x"] });
        var transaction = taken.Single();
        Assert.That(
            (transaction.Principal, transaction.Operation, transaction.AcceptedAt, transaction.SiteName),
            Is.EqualTo(("telescope", "start_observation", Now, "ccat")));
        Assert.That(transaction.Claims, Is.EqualTo(new[] { "record:x" }));
        Assert.That(transaction.Id.Version, Is.EqualTo(7));
    }

    [Test]
    public async Task An_idempotency_key_is_claimed_for_the_one_who_sent_it()
    {
        context.Setup(port => port.IdempotencyKey).Returns("k");
        await WriteAsync(Secondary);
        Assert.That(taken.Single().Claims, Is.EqualTo(new[] { Claims.Idempotency("telescope", "k") }));
    }

    [Test]
    public void Requests_that_serialise_alike_have_one_hash()
    {
        Assert.That((Start with { Changes = [] }).Hash(), Is.EqualTo(Start.Hash()));
        Assert.That((Start with { Request = new { ObsUnitId = 2 } }).Hash(), Is.Not.EqualTo(Start.Hash()));
        Assert.That((Start with { Operation = Operation.FinishObservation }).Hash(), Is.Not.EqualTo(Start.Hash()));
    }

    [Test]
    public async Task A_buffered_write_carries_a_warning_for_each_reference_that_is_not_known()
    {
        var receipt = await WriteAsync(Secondary);
        Assert.That(receipt.Transaction.Warnings, Has.Exactly(1).Contains("obs_unit_id 1"));
    }

    private void AssertIsRefused(Write write)
    {
        Assert.That(async () => await WriteAsync(Secondary, write), Throws.TypeOf<BufferUnavailableException>());
        direct.VerifyNoOtherCalls();
    }

    private void TakeBufferAway(bool isAway) => buffer
        .Setup(port => port.AcceptAsync(It.IsAny<Transaction>(), It.IsAny<BufferLimits>(), It.IsAny<CancellationToken>()))
        .ThrowsAsync(new BufferUnavailableException("Redis") { IsAway = isAway });

    private Task<WriteReceipt> WriteAsync(SiteConfig site, OperationType type = OperationType.Critical) =>
        WriteAsync(site, Start with { Operation = Operation.StartObservation with { Type = type } });

    private Task<WriteReceipt> WriteAsync(SiteConfig site, Write write)
    {
        var executions = new FakeRecordReader<ExecutedObsUnit>();
        var obsUnits = new FakeRecordReader<ObsUnit>();
        var router = new WriteRouter(
            site,
            new KnownSafety(site),
            direct.Object,
            buffer.Object,
            new ReferenceCheck(
                mirror, [new MergedReader<ExecutedObsUnit>(executions, NoEstimates), new MergedReader<ObsUnit>(obsUnits, NoEstimates)]),
            new ForgottenKeys(keys.Object, shown.Object, new FakeTimeProvider(Now)),
            pending ??= new PendingNames(mirror),
            directWrites ??= new DirectWrites(buffer.Object),
            context.Object,
            new FakeTimeProvider(Now));
        return router.WriteAsync(write, CancellationToken.None);
    }

    private void Accept(AcceptOutcome outcome) => buffer
        .Setup(port => port.AcceptAsync(Capture.In(taken), It.IsAny<BufferLimits>(), It.IsAny<CancellationToken>()))
        .ReturnsAsync(outcome);

    private void ClaimDirectly(Transaction holder, string claim) => direct
        .Setup(port => port.WriteAsync(It.IsAny<Transaction>(), It.IsAny<CancellationToken>()))
        .ReturnsAsync(new DirectOutcome.Claimed(holder, claim));
}
