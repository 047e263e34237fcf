namespace CcatOps.Infrastructure.Journal;

/// <summary>The journal cannot be written or read. What was to be appended may or may not be in it.</summary>
internal sealed class JournalUnavailableException(string reason, Exception? inner = null)
    : Exception($"The journal cannot be used: {reason}", inner);
