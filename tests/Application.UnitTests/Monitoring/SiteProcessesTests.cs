using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Application.UnitTests.Features;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Monitoring;

internal sealed class SiteProcessesTests
{
    private static readonly SiteProcess Drainer = new("control:1", Now, Epoch: 41, Drains: true);
    private UseCases site = null!;

    [SetUp]
    public void Compose() => site = new UseCases(Secondary);

    [TearDown]
    public ValueTask Dispose_of_it() => site.DisposeAsync();

    [Test]
    public Task The_others_are_known_by_their_reports() => UseAsync(async processes =>
    {
        Reports(Drainer, TimeSpan.FromSeconds(2));
        await processes.ReportAsync(CancellationToken.None);

        Assert.That(processes.Known, Has.Count.EqualTo(2));
        Assert.That(processes.Known[1], Is.EqualTo(new SeenProcess(Drainer, Now - TimeSpan.FromSeconds(2))));
        Assert.That(processes.HasDrainer, Is.True);
    });

    [Test]
    public Task One_that_reports_no_more_does_not_drain() => UseAsync(async processes =>
    {
        Reports(Drainer, TimeSpan.FromSeconds(60));
        await processes.ReportAsync(CancellationToken.None);

        Assert.That(processes.Known[1].Process, Is.EqualTo(Drainer with { Drains = false, Epoch = null }));
    });

    [Test]
    public Task Nobody_drains_once_no_process_has_for_a_while() => UseAsync(processes =>
    {
        Assert.That(processes.HasDrainer, Is.True, "it has only just started");

        site.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.That(processes.HasDrainer, Is.False);
        return Task.CompletedTask;
    });

    [Test]
    public Task Without_the_registry_the_others_grow_old() => UseAsync(async processes =>
    {
        Reports(Drainer, TimeSpan.Zero);
        await processes.ReportAsync(CancellationToken.None);
        site.Processes.Setup(registry => registry.ReportAsync(It.IsAny<SiteProcess>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new SharedRecordsUnavailableException("Redis is unavailable"));
        site.Time.Advance(TimeSpan.FromSeconds(20));
        await processes.ReportAsync(CancellationToken.None);

        Assert.That(processes.Known[1].HeartbeatAt, Is.EqualTo(Now));
        Assert.That(processes.Known[1].Process.Drains, Is.False);
    });

    private void Reports(SiteProcess process, TimeSpan age) => site.Processes
        .Setup(registry => registry.ReportAsync(It.IsAny<SiteProcess>(), It.IsAny<CancellationToken>())).ReturnsAsync([(process, age)]);

    private Task UseAsync(Func<SiteProcesses, Task> use) => site.UseAsync(use);
}
