namespace CcatOps.Domain.Observations;

/// <summary>The rules that connect the fields of a log message.</summary>
public static class LogMessageRules
{
    /// <summary>Returns the fields that do not agree with others, by the names of their properties.</summary>
    public static IEnumerable<(string Property, string Message)> Misfits(
        DateTimeOffset? beginTime, DateTimeOffset? endTime, double? timeLostSeconds, TimeLostType? timeLostType)
    {
        if (endTime < beginTime)
            yield return (nameof(LogMessage.EndTime), "must not be before begin_time.");
        if (timeLostSeconds is not null && timeLostType is null)
            yield return (nameof(LogMessage.TimeLostType), "is required with time_lost_seconds: one of weather, fault.");
        if (timeLostSeconds is null && timeLostType is not null)
            yield return (nameof(LogMessage.TimeLostSeconds), "is required with time_lost_type: a number of seconds.");
    }
}
