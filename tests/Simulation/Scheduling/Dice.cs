namespace CcatOps.Simulation.Scheduling;

internal static class Dice
{
    public static bool Chance(this Random random, double probability) => random.NextDouble() < probability;

    public static TimeSpan Seconds(this Random random, double least, double most) =>
        TimeSpan.FromSeconds(least + (random.NextDouble() * (most - least)));

    public static T Pick<T>(this Random random, IReadOnlyList<T> among) => among[random.Next(among.Count)];

    public static Guid Guid(this Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
