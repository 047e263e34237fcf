using CcatOps.Simulation.Scheduling;

namespace CcatOps.Simulation.Site;

/// <summary>The processes of the site. Each place has one after another.</summary>
internal sealed class Processes(World world)
{
    private readonly SiteProcess[] places = new SiteProcess[2];
    private int lives;

    public SiteProcess Any() => world.Random.Pick(places);

    public void Start()
    {
        for (var place = 0; place < places.Length; place++)
            Start(place);
    }

    public void Kill()
    {
        var place = world.Random.Next(places.Length);
        places[place].Kill();
        world.Scheduler.Post(world.Random.Seconds(0, 4), host: null, "restart", () => Start(place));
    }

    public void Freeze() => Any().Host.FrozenUntil = world.Clock.Now + world.Random.Seconds(0.5, 12);

    public void Thaw() => Array.ForEach(places, process => process.Host.FrozenUntil = default);

    private void Start(int place)
    {
        if (places[place] is { Host.IsDead: false })
            return;
        places[place] = new SiteProcess(world, $"{(char)('a' + place)}{++lives}");
        places[place].Run();
    }
}
