namespace CcatOps.Domain.Sky.Visibility;

/// <summary>A time in which a target is within all limits.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends.</param>
/// <param name="TruncatedStart">Whether it begins with the range that was asked for, so that the target may have been visible before.</param>
/// <param name="TruncatedEnd">Whether it ends with the range that was asked for, so that the target may be visible afterwards.</param>
public sealed record VisibilityWindow(DateTimeOffset Start, DateTimeOffset End, bool TruncatedStart, bool TruncatedEnd);
