using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.UnitTests.Reads;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Writes;

public sealed class ReferenceCheckTests
{
    private readonly FakeRecordReader<ExecutedObsUnit> executions = new();
    private readonly FakeRecordReader<ObsUnit> obsUnits = new();
    private Mock<IOverlayFeed> feed = null!;
    private OverlayMirror mirror = null!;
    private ReferenceCheck references = null!;

    [SetUp]
    public void Make_a_check()
    {
        executions.Rows.Clear();
        obsUnits.Rows.Clear();
        feed = new Mock<IOverlayFeed>();
        feed.Setup(port => port.ReadAsync(It.IsAny<OverlayVersion?>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new OverlayUpdate(new OverlayVersion("life", 1), IsSnapshot: true, []));
        mirror = new OverlayMirror(feed.Object);
        references = new ReferenceCheck(
            mirror, [new MergedReader<ExecutedObsUnit>(executions, NoEstimates), new MergedReader<ObsUnit>(obsUnits, NoEstimates)]);
    }

    [TearDown]
    public void Dispose_of_the_mirror() => mirror.Dispose();

    [Test]
    public async Task What_this_site_knows_is_no_reason_to_warn()
    {
        obsUnits.Rows.Add(new ObsUnit { Id = 1, Name = "Orion" });
        Assert.That(await WarningsAsync(Insert(Execution(7))), Is.Empty);
    }

    [Test]
    public async Task What_it_does_not_know_is_named_with_field_and_key() =>
        Assert.That(
            await WarningsAsync(Insert(Execution(7, obsUnitId: 42))),
            Has.Exactly(1).Items.And.All.StartsWith("obs_unit_id 42 is not known"));

    [Test]
    public async Task Each_unknown_row_is_named_once() =>
        Assert.That(await WarningsAsync(Insert(File(21, 7)), Insert(File(22, 7)), Insert(File(23, 8))), Has.Count.EqualTo(2));

    [Test]
    public async Task What_was_accepted_before_is_known_even_while_the_buffer_is_away()
    {
        references.Remember([Insert(Execution(7))]);
        feed.Setup(port => port.ReadAsync(It.IsAny<OverlayVersion?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new BufferUnavailableException("away"));
        Assert.That(await WarningsAsync(Insert(File(21, 7))), Is.Empty);
    }

    [Test]
    public async Task What_cannot_be_looked_up_is_a_warning_of_its_own()
    {
        feed.Setup(port => port.ReadAsync(It.IsAny<OverlayVersion?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new BufferUnavailableException("away"));
        Assert.That(await WarningsAsync(Insert(Execution(7))), Has.Exactly(1).Items.And.All.Contains("could not be checked"));
    }

    [Test]
    public async Task An_update_refers_to_nothing_new() => Assert.That(await WarningsAsync(Finish(Id(7))), Is.Empty);

    private async Task<IReadOnlyList<string>> WarningsAsync(params Change[] changes) =>
        await references.FindDoubtfulAsync([.. changes], CancellationToken.None);
}
