using System.Globalization;

namespace CcatOps.TestBed;

/// <summary>The night of 28 March 2023 as the telescope's log has it.</summary>
public static class NightLog
{
    /// <summary>The 301 exposures, in their order.</summary>
    public static IReadOnlyList<Exposure> Read() =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "samples", "night-2023-03-28.csv"))
            .Skip(1)
            .Select(line => line.Split(','))
            .Select(field => new Exposure(
                int.Parse(field[0], CultureInfo.InvariantCulture),
                field[1],
                field[2],
                field[3],
                field[4],
                field[5],
                DateTimeOffset.Parse(field[6], CultureInfo.InvariantCulture),
                double.Parse(field[7], CultureInfo.InvariantCulture),
                field[12],
                field[11])),
    ];
}
