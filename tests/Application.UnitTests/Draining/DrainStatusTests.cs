using CcatOps.Application.Draining;
using CcatOps.Domain.Buffering;

namespace CcatOps.Application.UnitTests.Draining;

/// <summary>The drain notices a pause and its end at its next step; those who ask are told at once.</summary>
internal sealed class DrainStatusTests
{
    private static readonly DrainPause Wind = new("wind", "operator", Sample.Now);

    [TestCase(DrainState.Running)]
    [TestCase(DrainState.WaitingForMain)]
    [TestCase(DrainState.Standby)]
    public void Under_a_pause_it_is_paused_with_the_reason(DrainState state) =>
        Assert.That(new DrainStatus(state, "something").Under(Wind), Is.EqualTo(new DrainStatus(DrainState.Paused, "wind")));

    [Test]
    public void Once_resumed_it_runs() => Assert.That(
        new DrainStatus(DrainState.Paused, "wind", "an error").Under(pause: null),
        Is.EqualTo(new DrainStatus(DrainState.Running, LastError: "an error")));

    [TestCase(DrainState.Running)]
    [TestCase(DrainState.WaitingForMain)]
    public void Without_a_pause_it_does_what_it_does(DrainState state) =>
        Assert.That(new DrainStatus(state, "something").Under(pause: null), Is.EqualTo(new DrainStatus(state, "something")));
}
