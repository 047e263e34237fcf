using System.Globalization;

namespace CcatOps.Simulation.Scheduling;

/// <summary>The events, as a number that two equal runs share, and as text if it is wanted.</summary>
internal sealed class Trace(bool keepsText)
{
    private const ulong Prime = 1099511628211;

    private readonly List<string> lines = [];
    private ulong hash = 14695981039346656037;

    public string Hash => hash.ToString("x16", CultureInfo.InvariantCulture);
    public IReadOnlyList<string> Lines => lines;
    public int Steps { get; private set; }

    public void Note(TimeSpan at, string who, string what)
    {
        Steps++;
        Mix((ulong)at.Ticks);
        foreach (var letter in who)
            Mix(letter);
        foreach (var letter in what)
            Mix(letter);
        if (keepsText)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds,9:F3} {who,-8} {what}"));
    }

    private void Mix(ulong value) => hash = (hash ^ value) * Prime;
}
