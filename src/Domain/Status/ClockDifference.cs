namespace CcatOps.Domain.Status;

/// <summary>The difference of a server's clock to that of this process.</summary>
/// <param name="Offset">Positive: the server's clock is ahead.</param>
/// <param name="Uncertainty">Half the time that the look took.</param>
public readonly record struct ClockDifference(TimeSpan Offset, TimeSpan Uncertainty)
{
    /// <param name="server">The time that the server has answered.</param>
    /// <param name="received">The time of this process when the answer came.</param>
    /// <param name="took">How long the server was waited for.</param>
    public static ClockDifference Of(DateTimeOffset server, DateTimeOffset received, TimeSpan took) => new(server - (received - (took / 2)), took / 2);
}

/// <summary>The difference of a server's clock to that of this process.</summary>
/// <param name="Name">The server: <c>redis</c>, <c>main_database</c> or <c>local_database</c>.</param>
/// <param name="OffsetSeconds">Positive: the server's clock is ahead.</param>
/// <param name="UncertaintySeconds">Half the time that the look took.</param>
public sealed record ClockReading(string Name, double OffsetSeconds, double UncertaintySeconds);
