namespace CcatOps.Domain.Status;

/// <summary>The room on a disk, or in the memory of Redis.</summary>
/// <param name="Name">The content: <c>journal</c>, <c>buffer</c>, <c>database</c> or <c>redis_memory</c>.</param>
/// <param name="Path">The path; null for memory.</param>
/// <param name="FreeBytes">Bytes that may still be written.</param>
/// <param name="TotalBytes">All bytes.</param>
/// <param name="FullInDays">When it is full at the rate of the last day; null: unknown, or not filling.</param>
public sealed record DiskRoom(string Name, string? Path, long FreeBytes, long TotalBytes, double? FullInDays = null);
