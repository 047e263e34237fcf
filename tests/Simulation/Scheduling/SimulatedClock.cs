namespace CcatOps.Simulation.Scheduling;

/// <summary>Time that passes only when the scheduler says so. The wall clock may jump; the monotonic one goes on.</summary>
internal sealed class SimulatedClock : TimeProvider
{
    private static readonly DateTimeOffset Dusk = new(2026, 3, 28, 22, 0, 0, TimeSpan.Zero);

    private TimeSpan jumped;

    public TimeSpan Now { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => Dusk + Now + jumped;

    public void AdvanceTo(TimeSpan due) => Now = due > Now ? due : Now;

    public void JumpWallTime(TimeSpan by) => jumped += by;
}
