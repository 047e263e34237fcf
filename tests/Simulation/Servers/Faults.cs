using CcatOps.Simulation.Scheduling;

namespace CcatOps.Simulation.Servers;

internal enum Fate
{
    Arrives,

    /// <summary>It never arrives.</summary>
    Lost,

    /// <summary>It takes effect, and the answer is lost.</summary>
    AnswerLost,

    /// <summary>The caller is told that it is lost, and it takes effect later.</summary>
    Late,
}

/// <summary>How bad this night is, and what is out of order just now.</summary>
internal sealed class Faults(Random random, SimulatedClock clock)
{
    private readonly double severity = random.NextDouble() * 0.12;

    public bool AreOver { get; private set; }
    public TimeSpan MainAwayUntil { get; set; }
    public TimeSpan MainSickUntil { get; set; }
    public TimeSpan BufferAwayUntil { get; set; }
    public TimeSpan ReplicaAwayUntil { get; set; }
    public TimeSpan ReplayPausedUntil { get; set; }

    public bool IsMainAway => clock.Now < MainAwayUntil;
    public bool IsMainSick => clock.Now < MainSickUntil;
    public bool IsBufferAway => clock.Now < BufferAwayUntil;
    public bool IsReplicaAway => clock.Now < ReplicaAwayUntil;
    public bool IsReplayPaused => clock.Now < ReplayPausedUntil;

    public bool Occurs(double share = 1) => !AreOver && random.Chance(severity * share);

    public Fate Draw(bool mayBeLate) => !Occurs(2) ? Fate.Arrives : random.Next(mayBeLate ? 4 : 2) switch
    {
        0 => Fate.Lost,
        1 => Fate.AnswerLost,
        _ => Fate.Late,
    };

    public void End()
    {
        AreOver = true;
        MainAwayUntil = MainSickUntil = BufferAwayUntil = ReplicaAwayUntil = ReplayPausedUntil = default;
    }
}
