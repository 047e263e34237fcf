namespace CcatOps.Infrastructure.Journal;

/// <summary>Thrown when the journal cannot be read or written.</summary>
internal class JournalUnavailableException(string message, Exception? inner = null) : Exception($"The journal cannot be used: {message}", inner);

/// <summary>Thrown when another generation of the buffer began before a record was written. The record was not written.</summary>
internal sealed class GenerationChangedException() : JournalUnavailableException("another process began to rebuild the buffer.");
