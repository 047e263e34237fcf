namespace CcatOps.Application.Errors;

/// <summary>Thrown when what the processes of a site share about themselves is unavailable.</summary>
public sealed class SharedRecordsUnavailableException(string reason, Exception? inner = null)
    : Exception($"The processes and the history of this site cannot be read: {reason}", inner);
